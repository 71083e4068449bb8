"""The bare engine: as many human steps as our process, and nothing of ours."""

from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock


class BareFlow(Flow):
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.one)
    one = flow.View(None).Next(this.two)
    two = flow.View(None).Next(this.end)
    end = flow.End()
