"""What the nightly check_integrity asks of the pages: the workflows know nothing of them."""

from cms.review.queries import live_without_review
from workflows.integrity import check

check("a public page was read by three people, or published in an emergency")(live_without_review)
