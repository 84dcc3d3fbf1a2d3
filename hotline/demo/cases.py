"""The demo's pleas: written for this project, nobody's real case. Some are left alone, some have come a way."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.words import Channel, DemandType


@dataclass(frozen=True, slots=True)
class DemoCase:
    """`hours_ago` is when the plea came in; `way` names what people did since (hotline.demo.tickets)."""

    key: str
    text: str
    region: str
    hours_ago: float
    channel: Channel = Channel.PHONE
    employer: str | None = None
    caller: str | None = None
    phone: str | None = None
    demand: DemandType | None = None
    category: str | None = None
    way: tuple[str, ...] = ()


CASES = (
    DemoCase(
        "wages-site",
        "我们几个在中牟一个安置房工地上扎钢筋，从八月干到现在，包工头说总包没给钱，一分没结，快过年了家里等着用。",
        "410122",
        1,
        employer="某建筑劳务公司",
        caller="张某",
        phone="13800001101",
    ),
    DemoCase(
        "crane",
        "快点来人吧，俺工友刚爬到塔吊上面去了，说今天不给钱就从上头跳下来，底下围了好多人！",
        "410105",
        0.05,
        caller="李某",
        phone="13800001102",
    ),
    DemoCase(
        "dismissed",
        "上周五人事突然叫我签离职，说公司优化，干了六年半，只肯给一个月，我没签他们就把我门禁停了。",
        "410105",
        30,
        channel=Channel.APP,
        caller="王某",
        phone="13800001103",
        category="0203",
        demand=DemandType.COMPLAINT,
        way=("dispatch",),
    ),
    DemoCase(
        "injury",
        "来电人称其丈夫上月在机加工车间被铁屑打伤右眼，单位只垫了三千元，不肯申报工伤，问自己能不能去报。",
        "410700",
        50,
        employer="某机械厂",
        caller="赵某",
        phone="13800001104",
        category="0501",
        demand=DemandType.HELP,
        way=("dispatch", "accept"),
    ),
    DemoCase(
        "insurance",
        "在这家超市上了四年班，一直没给我缴社保，说工资里已经包含了，想让他们补上。",
        "410300",
        80,
        channel=Channel.APP,
        employer="某连锁超市",
        caller="孙某",
        phone="13800001105",
        category="0401",
        demand=DemandType.COMPLAINT,
        way=("dispatch", "accept", "reply"),
    ),
    DemoCase(
        "membership",
        "刚换到新单位，原来的工会会员卡还能用不，要怎么转过来？",
        "411000",
        100,
        caller="周某",
        phone="13800001106",
        category="1001",
        demand=DemandType.CONSULT,
        way=("dispatch", "accept", "reply", "call_back", "close"),
    ),
    DemoCase(
        "returned",
        "饭店老板让我们连着干了俩月没歇过一天，加班费一分没有，问就说包吃包住了。",
        "411300",
        20,
        employer="某饭店",
        caller="吴某",
        phone="13800001107",
        category="0104",
        demand=DemandType.COMPLAINT,
        way=("dispatch", "return"),
    ),
    DemoCase(
        "platform",
        "跑外卖的，站点说我超时三单扣了四百多，申诉也没人理，这合理不？",
        "410103",
        3,
        channel=Channel.APP,
        caller="郑某",
        phone="13800001108",
    ),
    DemoCase(
        "pregnant",
        "我怀孕四个月，领导把我从办公室调到仓库搬货，还说不去就算自动离职。",
        "410200",
        5,
        caller="冯某",
        phone="13800001109",
    ),
    DemoCase(
        "pension",
        "俺爹今年六十了，早年在县里农机厂干过十几年，档案找不着了，这工龄还能不能认，退休手续该去哪办？",
        "411600",
        8,
        caller="陈某",
        phone="13800001110",
    ),
    DemoCase(
        "heat",
        "车间里没空调没风扇，里头四十来度，昨天又有人热晕了，厂里连瓶水都不给备。",
        "410500",
        2,
        channel=Channel.WEB,
        employer="某铸造厂",
    ),
    DemoCase(
        "neighbours",
        "楼上天天半夜拖桌子，物业也不管，你们能不能帮忙说说他？",
        "410102",
        4,
        caller="褚某",
        phone="13800001111",
    ),
    DemoCase(
        "group",
        "厂里三个月没发工资了，我们车间四十多个人明天早上准备一起去厂门口堵着要个说法。",
        "411400",
        0.3,
        employer="某制衣厂",
        caller="卫某",
        phone="13800001112",
    ),
    DemoCase(
        "hardship",
        "老伴得了重病花光了积蓄，俺俩都是下岗职工，想问问工会有没有啥救助能申请。",
        "410800",
        26,
        caller="蒋某",
        phone="13800001113",
        category="1101",
        demand=DemandType.HELP,
        way=("dispatch", "accept"),
    ),
)
