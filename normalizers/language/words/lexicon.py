"""The words of each kind as a pattern; what stands here is where a word is one: 加 of 加强 is none."""

from __future__ import annotations

from functools import cache

import regex

from normalizers.language.words.figures import (
    COMPARED,
    DASH,
    FIGURE,
    HAN,
    NO_POINTS,
    POINTS,
    POINTS_END,
    STOPS,
)
from normalizers.language.words.phrases import any_word, phrase, phrases
from normalizers.language.words.units import unit
from normalizers.text.patterns import made
from normalizers.vocabulary import alternatives, words


@cache
def _verb() -> str:
    """A verb that scores with what it takes or gives, where a figure follows."""
    points = rf"(?:{POINTS}(?:分?{DASH}{POINTS})?{POINTS_END}|{FIGURE}(?=[;。)]|$))"
    steps = rf"{FIGURE}分?(?:(?:[、和及/,]|或者?){FIGURE}分?){{1,9}}(?<=分){NO_POINTS}"
    share = (
        r"(?:\d{1,3}(?:\.\d{1,2})?%?(?:-{1,2}|至))?\d{1,3}(?:\.\d{1,2})?%|百分之[一二三四五六七八九十]{1,3}"
        rf"|(?:{FIGURE}|[一二两三四五])倍|[一二两三四五六七八九]成(?!立)"
    )
    of = phrase("{own}{points}")
    part = r"\d/\d{1,2}(?![\d.])|[½¼]|[二三四五]分之一|一半"
    # 扣合同履约分0.5分
    scored = r"(?:(?![扣加减得计奖罚每次不]|否决|就高|酌情)\p{Han}){1,16}分(?=\d)"
    # 扣代表队2分
    whose = r"(?<=扣[除减罚]?)(?:(?![扣加减得计奖罚每次不未至到完满分否酌半最零])\p{Han}){1,5}[部队室方人员科组站所司村镇乡户者](?=\d)"
    noun = rf"(?:(?:{any_word('objects')}|{of}){{0,5}}|{scored}|{whose})的?分?(?:[:为计]|得|记)?"
    return rf"""
        (?: (?P<D>(?<!参){any_word("deduct")}) | (?P<B>(?<!参|获(?=奖[得计])){any_word("bonus")})
          | (?P<A>(?<!(?<![优首])先(?=得)){any_word("award")}) (?<! (?: 考核 | 考评 | 测评 | 评价 | 评审 | 满意度 | 单人 | 考试 | 测试 | 综合 | 总 | 最终 | 平均 | 实 | 取 ) 得 (?=分) )
            (?<! (?: 合 | 共 | 总 | 小 ) 计 ) (?! (?<=累计) 记 ) (?<! (?: 去年 | 前年 | 上年度? | 上一?(?:年度?|期|轮|季度) ) [得计] ) )
        # without a figure ahead nothing scores; most figures stand at once behind their verb
        (?= [^,;。]{{0,80}}? [\dlIOo½¼半零一二两三四五六七八九十百] )
        (?: (?=\d) (?= (?P<O1>) (?: {points} | {steps} ) )
          | (?!的[得计记]) (?!\d) (?= (?P<O1>{noun}) (?: {points} | {steps} ) )
          | (?= (?P<O2> (?:{any_word("objects")})?{of}值?的? ) (?: {share} | {part} ) )
          | (?<! 增加 | 递增 | 递减 | 减少 | 获得 | 取得 | 增长 ) (?= (?P<O3>) (?: (?:{share}) (?! 的?(?:[\p{{Han}}]{{0,4}}(?:扣除|优惠|折扣|补助|补贴|{any_word("money")})) | 以 ) | (?:{part}) (?= 的?(?:标准|全部)?分 | [,;。)] | $ ) ) ) )
    """


def _plain() -> str:
    """A verb of one character with its points and the end of its words: 扣3分，; most verbs stand so.

    What must not stand before one (去年得3分, 小计3分) is for the full pattern to say.
    """
    takes, adds, gives = (
        "".join(word for word in words("clauses")[key] if len(word) == 1)
        for key in ("deduct", "bonus", "award")
    )
    verb = rf"(?<![参获])(?:(?P<D>[{takes}])|(?P<B>[{adds}]))|(?<![合共总小先年度期轮季])(?P<A>[{gives}])"
    return rf"(?:{verb})(?P<low>{FIGURE})分(?=[,;。]|$)"


def _number() -> str:
    return rf"(?:{FIGURE}|{HAN}|半)"


def _moves() -> str:
    return r"(?:进行|予以|给予|计算)?(?:扣除?分?|扣减|扣罚|减分|加计?分?|奖励|计奖|[计得给赋记]分)"


def _quantity() -> str:
    return rf"{_number()}(?:{unit()}|%)"


@cache
def patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """The words of each kind as a pattern; of two that begin at one place the first kind counts."""
    counting = rf"(?:累计)?{any_word('per_verbs')}"
    more = rf"[、/或]{any_word('per_verbs')}"
    own = phrase("{own}{points}")
    points = rf"分{NO_POINTS}"
    amount = rf"(?:{own}值?的?)?(?:{FIGURE}{points}(?!{COMPARED})|{HAN}{points}|(?:{FIGURE})(?=[,;。)]|$|为?止|封顶))"
    # 标准分（100分）的6%
    of_item = (
        rf"{own}值?(?:\({FIGURE}分\))?的?(?:{FIGURE}[%倍]|一半|½|1/2|百分之|[一二三四五六七八九]成|{HAN}分之)"
    )
    share = rf"(?:{of_item}|{FIGURE}%(?=[,;。)]|$|为?止|封顶))"
    # 教学分不低于总分的8% is a condition: a share is a floor only behind 最低
    floor = rf"(?:{FIGURE}|零){points}(?!的|{COMPARED})"
    cap_verb = r"(?:加计|加至|扣至|加到|扣到|累计扣|累计加|扣减|扣除|扣罚|奖励|得|加|扣|计|减|奖|罚|记|赋|给)"
    at_most = r"(?:不得?(?:超过?|高于|多于|大于|突破))"
    # 扣满2分不再计, 累计达到4分的不再扣
    stops = rf"{FIGURE}分{STOPS}"
    in_all = r"(?:累计|总计|合计|总共|共计|累加|总分|总得分|综合得分|共|均|各)"
    side = r"(?:[加扣减得计奖罚]分?|得分|分值|分数|加扣分|加减分)"
    grade = r"(?:[A-E][级档类等]|不[\p{Han}]{2}|差评?)"
    moved = any_word("deduct"), any_word("bonus"), any_word("award")
    rate = r"的?(?:比例|标准|系数)?(?:进行|予以|给予)?"
    sources = {
        # 至扣完10分 ends at the figure
        "X": rf"(?!(?:直?至)?扣完{FIGURE}分(?:为?止)?(?:[,;。)]|$))(?:{phrases('exhaust')})",
        "U": phrases("uncapped"),
        "d": phrases("decimals"),
        "y": rf"{phrases('times')}|{phrases('times_of').replace('{counted}', unit())}",
        "r": rf"""(?:不足|不满|未满|少于)(?P<short>{_quantity()})的?(?:部分)?,?
            (?: (?P<up>(?:均|也|仍)?[按以算计]{_quantity()}(?:进行)?(?:计算|计|算|扣分|加分)?)
              | (?P<share>(?:按|以)?(?:实际)?(?:比例|直线|线性)?(?:比例|内?插[值入]?法?|线性)[^,;。]{{0,10}}?(?:计算|折算|计分|得分|扣分|加分|计|算|扣))
              | (?P<whole>不予?(?:计算?|得|扣|加|计入|累计)分?|忽略不计|舍去) )
            |(?:尾数|余数|零头|不足(?:的)?部分)(?:部分|均|都)?
             (?:(?P<whole>不予?计(?:算|入|分)?|忽略不计|舍去)|(?P<share>按(?:实际)?比例(?:计算|折算|计分|得分|扣分|加分|计|算)))""",
        # 从高到低排序 is an order
        "p": rf"(?![从按以]高(?:到|低|质|效|标准(?!计|扣|加|得)))(?:{phrases('precedence')}|{any_word('precedence')})",
        "C": rf"""(?:
              {in_all}{{0,2}}(?:最高|最多|至多|顶多)(?:累计|合计|总计|共|可|能|只能?|仅){{0,4}}{cap_verb}?{side}?(?:{at_most}|[至为是限到])?
            | {in_all}{{1,2}}{side}?{at_most} | (?:上下限|以?(?:上限|封顶|满分|(?<!下)限[扣加计得奖]?))(?:均|各|都)?[为是]?
            | {side}{at_most} | {at_most}(?!{FIGURE}%) | {in_all}{side}?{cap_verb}?(?=\d{{1,9}}分?(?:为?止|封顶)) | (?:加|扣|减)[至到]|(?:直?至)?扣完(?=\d{{1,9}}(?:\.\d)?分(?:为?止)?(?:[,;。)]|$))|[加扣减得计给记奖赋]满(?=\d{{1,9}}(?:\.\d)?分(?:为?止|封顶))
            | (?:控制在|(?<=[扣加]分)(?:控制)?在)(?=\d{{1,9}}(?:\.\d)?分以?内)
            | 控制在(?={share}[以之]?内) | 封顶[扣加得计] | 以(?={share}[^,;。\d]{{0,4}}(?:为(?:上|最高)?限|封顶))
            ) (?=[-+]?{amount}|{share})|(?:(?:累计|合计|总计)?[扣加减得]分?(?:累计|合计)?|累计|合计|总分)(?:满|达到?|至|超过?)(?={stops})""",
        "L": rf"""(?:得分最低|最低(?:不(?:低于|少于))?|得分不得?低于|下限[为是]?|保底)(?:得?分?[为是至]?|扣?至) (?={floor}|{of_item})
            |(?:至少|不得?(?:低于|少于))(?:得?分?[为是至]?|扣?至) (?={floor})""",
        "W": rf"(?:得分|分值|总分)(?:范围|控制)?[为在](?={FIGURE}分?{DASH}{FIGURE}分?之间)",
        "z": rf"(?<!最低|最低得)(?:{any_word('zero')}(?!\"?(?:项|情形|事项)|[之以]?后,?[继仍则超从在不]|入?(?:总?平均|总评|总成绩)|{any_word('parted')})|{phrases('zero')})",
        "f": rf"{any_word('full')}(?!的|值的|\d{{1,9}}[%分])|{phrases('full')}",
        "v": rf"(?:{any_word('veto')}|{phrases('veto')})(?!\"?[^,;。]{{0,4}}(?:情形|事项|指标|项目)|\"?项)",
        "l": rf"""{phrases("limit")}|(?<!每){any_word("limit")}
            |(?:直接|一律)(?:评定?|判定?|定|确定|认定|列|降)为\"?{grade}
            |(?<!被)(?:取消|撤销|不具备|丧失)(?:(?!不[得计]|[扣加减]\d|否[则决]|\d分|酌情|减半|最[高多])[^,;。:]){{0,20}}?资格(?!的)""",
        "x": rf"""(?P<half>减半(?!收|征|缴|计收)|折半|按?一半(?={_moves()})){_moves()}?|(?P<double>加倍|双倍|翻倍|翻番){_moves()}?
            |(?<!每\p{{Han}}{{0,6}})按?照?(?P<times>{FIGURE}|[二两三四五])倍{_moves()}(?!款)
            |按照?(?P<per_cent>{FIGURE})%(?:的?(?:比例|标准))?(?:进行|予以|给予|计算)?(?:扣除?分?|扣减|减分|扣罚|加计?分?|奖励|计奖)(?!\d)
            |按照?(?:(?!标准分|[扣加减得计]\d)\p{{Han}}){{0,8}}?(?:标准|(?:应|原)[扣加减得计]分[值数]?|(?:上述|以上|前述|相应|对应)(?:分[值数]|得分))的?(?P<per_cent>{FIGURE})%(?:的?比例)?(?:进行|予以|给予|计算)?(?:扣除?分?|扣减|减分|扣罚|加计?分?|奖励|计奖|[计得给赋记]分)(?![\d倍])
            |按照?(?:上述|上列|前述|前款|上款|以上|该|此|本条|原|同|相应|对应)?(?:[扣加减得计]分|(?<=上述|上列|前述|前款|上款|以上|原|相应|对应))标准的?(?:(?P<per_cent>{FIGURE})%|[两二三四五\d]倍|一半)(?:执行|计算|处理|计取?)
            |[扣减加奖](?:双倍|加倍|[两三二四五]倍)(?:的?分[值数]?)?
            |(?:按照?(?:上述|以上|前述|相应|对应|该|原|所得)?(?:分[值数]|得分|标准)的?)?(?:乘以|×|\*)(?:系数)?(?P<bare>\d\.\d{{1,2}})(?=[,;。)]|$)""",
        "j": rf"{any_word('discretionary')}分?(?!\d)|{phrases('discretionary')}",
        "e": phrases("exempt"),
        # 其余按7分计, 每日按0.1分扣减
        # 分别按4分、2分、0分计
        "given": rf"(?<=(?:分别|依次|各自?))按(?={FIGURE}分(?:[、,和及]{FIGURE}分){{1,9}}(?:的?标准)?(?:进行)?(?:计算?|计分|赋分|给分|得分|计取)(?=[,;。)]|$))|(?<=(?:其余|其[他它]|[的者]),?(?:[均都则]|一律|统一)?)按(?={FIGURE}分(?:计算?|计分|赋分|给分|得分|计取)(?=[,;。)]|$))",
        "taken": rf"(?<=(?:分别|依次|各自?))按(?={FIGURE}分(?:[、,和及]{FIGURE}分){{1,9}}(?:的?标准)?(?:进行|予以)?(?:扣减|扣除|扣分|扣罚|扣)(?=[,;。)]|$))|按(?={FIGURE}分(?:的?标准)?(?:进行|予以)?(?:扣减|扣除|扣分|扣罚|扣)(?=[,;。)]|$))",
        "N": rf"{any_word('note')}|{phrases('note')}",
        # 按期报送: only where the words behind 按 name a rate, a rule or a sum they may say how points are computed
        "m": rf"(?<![未不])(?:(?!按(?![^;。]{{1,64}}[率例重比式法定度折和差积均%]))(?:{phrases('method')})|{any_word('method')})",
        "Q": phrases("unsaid"),
        "Y": rf"按照?{own}值?的?(?=(?:{FIGURE}%|百分之[一二三四五六七八九十]{{1,3}}|[一二两三四五六七八九]成){rate}(?:{'|'.join(moved)}))|按照?(?=(?:{FIGURE}%|百分之[一二三四五六七八九十]{{1,3}}|[一二两三四五六七八九]成){rate}[计得给赋记]分)|按照?(?={FIGURE}分/每?\p{{Han}}{{1,3}}?(?:的?标准)?(?:进行|予以|给予)?(?:扣|减|加|奖)[分减除罚])",
        "-": r"\(?除(?![^,;。:()]{0,8}(?:不[得计]|扣|取消)|了)[^,;。:()]{1,40}?[以之]?外\)?,?|的?除外",
        "o": rf"""{phrases("otherwise")}|(?<=^|[,;。:(])(?:达不到|(?:未|没有?|不)能?(?:达到?|完成|实现|满足|符合)?|{any_word("outside")})
            (?:上述|以上|该|此|目标|要求|标准|标|任务|指标){{0,4}}的(?=[,]|不|扣|按|得|该|本|此|$)
            |(?<=^|[,;。:(])(?:达不到|不达标|未达标|(?:未|没有?|不)能?(?:达到?|完成|实现|满足|符合))
            (?:上述|以上|该|此|目标|要求|标准|任务|指标|规定){{0,4}}[的者]?,?(?=不[得计予]|扣|[该本此]项|$)""",
        # 报价最低的为基准价，其价格分为满分30分
        "base": rf"(?<=其\p{{Han}}{{1,6}}分)为满分(?={FIGURE}分(?:[,;。)]|$))|(?:基础|基准|基本|起评|起始)分(?:值)?(?:[为:计]|是)?(?={FIGURE}分)",
        "plain": _plain(),
        "verb": _verb(),
        "w": rf"(?:{counting}|(?!缺[陷口点失损]|漏[洞水电点]|少[年数量])[少漏缺迟晚](?:(?![扣加得计减])\p{{Han}}){{1,2}}(?=[一1]))(?:(?={more})|(?=了?过?{_quantity()}))",
        "k": rf"(?:第|倒数第|前|(?<![滞落])后)(?:{_number()})(?:(?:{DASH}|[、,和])第?{_number()}){{0,9}}(?:名|位|次|等奖|档|类|条|项|款|级|个|%|季度|作者|点)?|首次|再次",
        "E": r"(?<![于足]|达到|超过|至少)每|(?<=不足)每(?=\p{Han}{1,2}[扣减]\d)|逐(?=[次项人件处个日月])|单(?!项(?:合同|工程|投资|金额|业绩|造价))(?=[次项人件处起篇场户笔])",
        "g": _comparisons(),
        "i": phrases("taking"),
        "G": rf"{any_word('telltale')}(?!{any_word('no_statement')})",
    }
    return tuple((kind, made(source, regex.VERBOSE)) for kind, source in sources.items())


def _comparisons() -> str:
    keys = ("at_least", "above", "at_most", "below")
    particles = rf"(?:{alternatives('thresholds', 'particles')}|在){{0,2}}"
    return rf"(?:{'|'.join(alternatives('thresholds', key) for key in keys)})(?={particles}\(?(?:前|第)?(?:\d|½|百分之|[一二两三四五六七八九十半]{{1,7}}(?:{unit()}|分|成|倍)))"
