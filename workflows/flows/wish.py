"""微心愿: how a wish goes from hand to hand. Who may, with which form and to what effect: ``wish_rules``."""

from viewflow import this
from viewflow.workflow import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflows.engine import Begin, Close, Step


class WishFlow(Flow):
    process_title = "微心愿"
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    # 怎么开始
    start = Begin("许愿").Next(this.screen)
    revive = Begin("联系上了，接着办").Next(this.screen)
    unmerge = Begin("不是一件事，分开办").Next(this.screen)
    review = Begin("申请复核").Next(this.coordinate)
    reopen = Begin("重新办理").Next(this.act)

    # 社区工作者
    screen = Step("待审核", lane="社区").To(
        publish=this.pool,
        publish_street=this.pool,
        dispatch=this.accept,
        answer=this.confirm,
        transfer=this.transfer,
        amend=this.amend,
        merge=this.merged,
        decline=this.declined,
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )
    transfer = Step("转办中", lane="社区").To(
        answered=this.confirm,
        lapse=this.coordinate,
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )
    confirm_claim = Step("认领待确认", lane="社区").To(
        approve=this.act,
        refuse=(this.pool, this.screen),
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )

    # 心愿人
    amend = Step("待补充", lane="心愿人").To(
        resubmit=this.screen,
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
        lapse=this.closed,
    )
    confirm = Step("待评价", lane="心愿人").To(
        satisfied=(this.verify, this.answered),
        fair=(this.verify, this.answered),
        dissatisfied=(this.act, this.verify, this.screen, this.coordinate),
        no_longer_needed=(this.verify, this.answered),
        lapse=(this.verify, this.answered),
    )

    # 认领人和组织
    pool = Step("待认领", lane="认领人").To(
        claim=(this.act, this.confirm_claim),
        fallback=(this.accept, this.coordinate),
        take_down=this.screen,
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )
    accept = Step("待接单", lane="认领人").To(
        accept=this.act,
        decline=(this.screen, this.coordinate),
        ask=this.coordinate,
        lapse=(this.screen, this.coordinate),
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )
    act = Step("办理中", lane="认领人").To(
        done=this.confirm,
        hand_back=(this.pool, this.screen, this.coordinate),
        cannot=this.coordinate,
        reassign=this.act,
        lapse=(this.pool, this.screen, this.coordinate),
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )

    # 街道
    coordinate = Step("街道协调", lane="街道").To(
        assign=this.act,
        transfer=this.transfer,
        answer=this.confirm,
        back=(this.pool, this.screen),
        uphold=this.declined,
        close=this.unfulfilled,
        withdraw=this.withdrawn,
        no_longer_needed=this.closed,
    )
    verify = Step("待验收", lane="街道").To(
        approve=this.fulfilled,
        send_back=this.act,
        dispute=this.disputed,
        cannot=this.coordinate,
    )

    # 怎么结束
    fulfilled = Close("已实现")
    answered = Close("已答复")
    disputed = Close("已办理（有不同意见）")
    unfulfilled = Close("未能实现")
    declined = Close("不予受理")
    merged = Close("已合并")
    withdrawn = Close("已撤回")
    closed = Close("已关闭")
