"""Everything that can go wrong between the application and what it keeps.

StorageError
├── ArticleNotFound           no such article
├── NarrationNotFound         no such narration
├── SiteNotFound              no such site, or its feed is not for who asks
├── LexiconEntryNotFound      no such entry in the site's lexicon
├── WebhookNotFound           no such webhook of the site
├── DeliveryNotFound          no such delivery of the site's webhooks
├── TooManyWebhooks           the site has as many as it may
├── WebhookDisabled           nothing is sent to it until it is enabled
├── BatchNotFound             no such batch
├── BatchClosed               the batch is not in a state for that
├── LeaseLost                 the job now belongs to somebody else, or was canceled or deleted
├── DatabaseUnavailable       the database does not answer, or stayed locked
├── AudioStoreError
│   ├── AudioObjectMissing    nothing is stored under the key
│   └── AudioStoreUnavailable the store does not answer, refuses us, or is full
├── InvalidCursor             a page cursor we did not hand out
└── InvalidStoreURL           the address of a store or database cannot be used
"""


class StorageError(Exception):
    """Base of all errors raised by `storage`; its text is fit to show to the person who asked."""


class ArticleNotFound(StorageError):
    """There is no such article."""


class NarrationNotFound(StorageError):
    """There is no such narration."""


class SiteNotFound(StorageError):
    """There is no such site, or its feed is not for who asks."""


class LexiconEntryNotFound(StorageError):
    """There is no such entry in the site's lexicon."""


class WebhookNotFound(StorageError):
    """The site has no such webhook."""


class DeliveryNotFound(StorageError):
    """The site's webhooks have no such delivery."""


class TooManyWebhooks(StorageError):
    """The site has as many webhooks as it may have."""


class WebhookDisabled(StorageError):
    """Nothing is sent to the webhook until it is enabled."""


class BatchNotFound(StorageError):
    """There is no such batch."""


class BatchClosed(StorageError):
    """The batch cannot be changed so in the state it is in; the message says why."""


class LeaseLost(StorageError):
    """The job was taken over, canceled or deleted: stop working on it, nothing was written."""


class DatabaseUnavailable(StorageError):
    """The database does not answer, or stayed locked for too long; trying again later may help."""


class AudioStoreError(StorageError):
    """The audio store could not do what it was asked."""


class AudioObjectMissing(AudioStoreError):
    """Nothing is stored under the key."""


class AudioStoreUnavailable(AudioStoreError):
    """The audio store does not answer, refuses us or is full; the message says which."""


class InvalidCursor(StorageError):
    """The page cursor is not one that we handed out."""


class InvalidStoreURL(StorageError):
    """The address of a store or database cannot be used; the message says what a right one looks like."""
