import type {AccountIdentity, CompanyCandidate, MatchRules} from "@beton/shared/crm/company-match"

/** One hard case of company resolution (D2), with what is right and why. */
export interface CompanyCase {
    readonly why: string
    readonly account: AccountIdentity
    readonly companies: readonly CompanyCandidate[]
    readonly rules: MatchRules
    /** "<company> by <way>", or "- <reason>". */
    readonly expected: string
}

/** A company: "id name | domain domain | external id". */
export function company(text: string): CompanyCandidate {
    const [head = "", domains = "", ids = ""] = text.split("|").map((part) => part.trim())
    const space = head.indexOf(" ")
    const name = space < 0 ? "" : head.slice(space + 1)
    return {
        id: space < 0 ? head : head.slice(0, space),
        name: name === "" ? null : name,
        domains: domains === "" ? [] : domains.split(/\s+/),
        externalIds: ids === "" ? [] : ids.split(/\s+/),
    }
}

const NO_RULES: MatchRules = {accountMap: {}, aliases: {}, freeMail: [], internal: [], matchNames: true}
const ACME = ["a Acme Inc | acme.com"]

type Account = Partial<AccountIdentity>
type Row = readonly [
    why: string,
    account: Account,
    companies: readonly string[],
    expected: string,
    rules?: Partial<MatchRules>,
]

const full = (account: Account): AccountIdentity => ({
    key: "k1",
    domain: null,
    name: null,
    externalId: null,
    ...account,
})
const dom = (domain: string): Account => ({domain})

/** How products write one and the same domain. */
const SPELLINGS: readonly Row[] = [
    ["as it is", dom("acme.com"), ACME, "a by domain"],
    ["capital letters mean nothing in a domain", dom("ACME.Com"), ACME, "a by domain"],
    ["blanks around it were typed", dom("  acme.com \t"), ACME, "a by domain"],
    ["www is the web server", dom("www.acme.com"), ACME, "a by domain"],
    ["so is www2", dom("www2.acme.com"), ACME, "a by domain"],
    ["a trailing dot is the root of the name system", dom("acme.com."), ACME, "a by domain"],
    ["a URL", dom("https://acme.com"), ACME, "a by domain"],
    ["a URL with path and query", dom("https://www.acme.com/pricing?utm=1#top"), ACME, "a by domain"],
    ["http", dom("http://acme.com/"), ACME, "a by domain"],
    ["another scheme", dom("ftp://acme.com"), ACME, "a by domain"],
    ["a scheme in capital letters", dom("HTTPS://ACME.COM"), ACME, "a by domain"],
    ["a port", dom("acme.com:8443"), ACME, "a by domain"],
    ["a path without a scheme", dom("acme.com/login"), ACME, "a by domain"],
    ["an e-mail address names its domain", dom("jo@acme.com"), ACME, "a by domain"],
    ["an address with a plus", dom("jo+test@acme.com"), ACME, "a by domain"],
    ["mailto", dom("mailto:jo@acme.com"), ACME, "a by domain"],
    ["credentials in a URL are not the host", dom("https://user:pw@acme.com/x"), ACME, "a by domain"],
    ["only an @ before it", dom("@acme.com"), ACME, "a by domain"],
    ["full-width letters are the same letters to a browser", dom("ａｃｍｅ.com"), ACME, "a by domain"],
    ["an ideographic full stop is a dot to a browser", dom("acme。com"), ACME, "a by domain"],
    ["a soft hyphen is not seen", dom("ac\u00adme.com"), ACME, "a by domain"],
    ["a zero-width space is not seen", dom("acme\u200b.com"), ACME, "a by domain"],
    ["a comma is no dot", dom("acme,com"), ACME, "- not_a_domain"],
    ["two domains in one field are none", dom("acme.com, acme.de"), ACME, "- not_a_domain"],
    ["a blank inside", dom("acme .com"), ACME, "- not_a_domain"],
    ["the CRM's own spelling does not matter either", dom("acme.com"), ["a Acme | ACME.com"], "a by domain"],
    ["www in the CRM", dom("acme.com"), ["a Acme | www.acme.com"], "a by domain"],
    ["a URL in the CRM", dom("acme.com"), ["a Acme | https://acme.com/"], "a by domain"],
    ["a numeric name of a company", dom("37signals.com"), ["b 37signals | 37signals.com"], "b by domain"],
    ["a hyphen", dom("acme-corp.com"), ["b Acme Corp | acme-corp.com", "a Acme | acme.com"], "b by domain"],
    ["a domain inside another's name is not that domain", dom("notacme.com"), ACME, "- no_company"],
    ["nor one that it begins with", dom("acme.com.evil.io"), ACME, "- no_company"],
    ["a new kind of ending", dom("acme.software"), ["b | acme.software"], "b by domain"],
    ["a very long ending", dom("acme.technology"), ["b | acme.technology", "a | acme.com"], "b by domain"],
]

/** The part that a company registers, by the public suffix list. */
const ROOTS: readonly Row[] = [
    ["a subdomain belongs to who registered the domain", dom("app.acme.com"), ACME, "a by root_domain"],
    ["any depth", dom("eu.prod.app.acme.com"), ACME, "a by root_domain"],
    [
        "a subdomain of its own in the CRM comes first",
        dom("app.acme.com"),
        ["s Acme App | app.acme.com", "a Acme | acme.com"],
        "s by domain",
    ],
    ["the CRM has only a subdomain", dom("acme.com"), ["s Acme | hq.acme.com"], "s by root_domain"],
    ["two subdomains of one company", dom("app.acme.com"), ["s Acme | hq.acme.com"], "s by root_domain"],
    [
        "two companies with subdomains of one domain: nobody's guess",
        dom("acme.com"),
        ["s A | hq.acme.com", "t B | lab.acme.com"],
        "- ambiguous",
    ],
    ["co.uk is no company", dom("acme.co.uk"), ["a | acme.co.uk", "b | other.co.uk"], "a by domain"],
    ["a subdomain under co.uk", dom("app.acme.co.uk"), ["a | acme.co.uk"], "a by root_domain"],
    [
        "two companies under co.uk have nothing in common",
        dom("acme.co.uk"),
        ["b | other.co.uk"],
        "- no_company",
    ],
    ["com.au", dom("shop.acme.com.au"), ["a | acme.com.au"], "a by root_domain"],
    ["co.jp", dom("www.acme.co.jp"), ["a | acme.co.jp"], "a by domain"],
    ["com.br", dom("loja.acme.com.br"), ["a | acme.com.br"], "a by root_domain"],
    ["k12 districts are their own", dom("lincoln.k12.ca.us"), ["b | other.k12.ca.us"], "- no_company"],
    [
        "a city of Japan registers below its prefecture",
        dom("acme.tokyo.jp"),
        ["b | other.tokyo.jp"],
        "- no_company",
    ],
    [
        "pages of GitHub are different companies",
        dom("acme.github.io"),
        ["b | other.github.io"],
        "- no_company",
    ],
    [
        "and the page's own company is found",
        dom("acme.github.io"),
        ["a | acme.github.io", "b | other.github.io"],
        "a by domain",
    ],
    ["GitHub itself is not its guests", dom("acme.github.io"), ["g GitHub | github.io"], "- no_company"],
    ["shops of Shopify", dom("acme.myshopify.com"), ["b | other.myshopify.com"], "- no_company"],
    ["apps of Heroku", dom("acme.herokuapp.com"), ["h | herokuapp.com"], "- no_company"],
    ["sites of Vercel", dom("acme.vercel.app"), ["b | beta.vercel.app"], "- no_company"],
    ["sites of Netlify", dom("acme.netlify.app"), ["a | acme.netlify.app"], "a by domain"],
    ["buckets", dom("acme.s3.amazonaws.com"), ["w AWS | amazonaws.com"], "- no_company"],
    ["blogs of Blogspot", dom("acme.blogspot.com"), ["b | beta.blogspot.com"], "- no_company"],
    ["pages.dev", dom("docs.acme.pages.dev"), ["a | acme.pages.dev"], "a by root_domain"],
    ["a bare suffix names nobody", dom("co.uk"), ["a | acme.co.uk"], "- not_a_domain"],
    ["a bare ending names nobody", dom("com"), ACME, "- not_a_domain"],
    ["a hosting suffix names nobody", dom("github.io"), ["g GitHub | github.io"], "- not_a_domain"],
    ["an unknown ending is no web domain", dom("acme.corp"), ["a Acme | acme.corp"], "- not_a_domain"],
    ["nor is an inner name", dom("server.local"), ACME, "- not_a_domain"],
    ["localhost", dom("localhost"), ACME, "- not_a_domain"],
    ["localhost with a port", dom("localhost:3000"), ACME, "- not_a_domain"],
    ["sample data use .example", dom("acme.example"), ["a | acme.example"], "a by domain"],
    ["an address of the machine", dom("127.0.0.1"), ACME, "- not_a_domain"],
    ["an IPv4 address", dom("203.0.113.7"), ["a | 203.0.113.7"], "- not_a_domain"],
    ["an IPv4 address as a number", dom("3405803783"), ACME, "- not_a_domain"],
    ["an IPv6 address", dom("[2001:db8::1]"), ACME, "- not_a_domain"],
    ["an address as URL", dom("http://10.0.0.1:8080/x"), ACME, "- not_a_domain"],
]

/** Names in other scripts: one form for people, one for machines. */
const INTERNATIONAL: readonly Row[] = [
    ["umlauts are punycode to machines", dom("müller.de"), ["m Müller | xn--mller-kva.de"], "m by domain"],
    ["and the other way round", dom("xn--mller-kva.de"), ["m Müller | müller.de"], "m by domain"],
    ["capital umlauts", dom("MÜLLER.DE"), ["m Müller | müller.de"], "m by domain"],
    ["an umlaut is not its base letter", dom("müller.de"), ["n Muller | muller.de"], "- no_company"],
    ["nor its two letters", dom("müller.de"), ["n Mueller | mueller.de"], "- no_company"],
    [
        "a letter and a combining mark are one letter",
        dom("mu\u0308ller.de"),
        ["m | müller.de"],
        "m by domain",
    ],
    ["a subdomain", dom("app.müller.de"), ["m | müller.de"], "m by root_domain"],
    ["Cyrillic", dom("пример.рф"), ["p | xn--e1afmkfd.xn--p1ai"], "p by domain"],
    ["a Cyrillic a is not a Latin one", dom("аcme.com"), ACME, "- no_company"],
    ["Chinese", dom("例子.公司"), ["z | 例子.公司"], "z by domain"],
    ["Japanese under jp", dom("例え.jp"), ["z | 例え.jp"], "z by domain"],
    ["sharp s is a letter of its own today", dom("straße.de"), ["s | strasse.de"], "- no_company"],
    ["an accent", dom("café.fr"), ["c | xn--caf-dma.fr"], "c by domain"],
    ["emoji", dom("i❤.ws"), ["e | xn--i-7iq.ws"], "e by domain"],
    ["punycode that is none", dom("xn--.com"), ["a | acme.com"], "- not_a_domain"],
]

const named = (domain: string, name = "Acme Inc"): Account => ({domain, name})
/** Addresses that anybody may have name no company, neither by domain nor by name. */
const FREE_AND_OWN: readonly Row[] = [
    ...[
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.co.uk",
        "yahoo.com",
        "yahoo.co.jp",
        "icloud.com",
        "gmx.de",
        "web.de",
        "proton.me",
        "qq.com",
        "163.com",
        "mail.ru",
        "yandex.ru",
        "naver.com",
        "aol.com",
        "zoho.com",
        "hey.com",
        "t-online.de",
        "orange.fr",
    ].map((domain): Row => [
        `${domain} is a mail provider`,
        named(domain),
        [`f Mail | ${domain}`, "a Acme Inc | acme.com"],
        "- free_mail",
    ]),
    ["whatever the case", named("GMAIL.com"), ["f | gmail.com"], "- free_mail"],
    ["a person's whole address", named("jo.doe@gmail.com"), ACME, "- free_mail"],
    ["a subdomain of a provider", named("mail.yahoo.com"), ACME, "- free_mail"],
    ["with www", named("www.gmail.com"), ACME, "- free_mail"],
    [
        "a provider of the team's own list",
        named("regional-mail.se"),
        ["f | regional-mail.se"],
        "- free_mail",
        {freeMail: ["regional-mail.se"]},
    ],
    [
        "that list in capital letters",
        named("regional-mail.se"),
        ["f | regional-mail.se"],
        "- free_mail",
        {freeMail: ["Regional-Mail.SE"]},
    ],
    [
        "a company whose name only contains one",
        dom("gmail-tools.com"),
        ["t | gmail-tools.com"],
        "t by domain",
    ],
    [
        "a mapping says who it is all the same",
        {key: "k1", domain: "gmail.com"},
        ACME,
        "a by mapping",
        {accountMap: {k1: "acme.com"}},
    ],
    [
        "and so does an id",
        {domain: "gmail.com", externalId: "42"},
        ["a Acme | acme.com | 42"],
        "a by external_id",
    ],
    [
        "our own company is nobody's prospect",
        named("vendor.com", "Vendor"),
        ["v Vendor | vendor.com"],
        "- internal",
        {internal: ["vendor.com"]},
    ],
    [
        "our own staging",
        dom("staging.vendor.com"),
        ["v Vendor | vendor.com"],
        "- internal",
        {internal: ["vendor.com"]},
    ],
    [
        "our own domain in capital letters",
        dom("Vendor.com"),
        ["v | vendor.com"],
        "- internal",
        {internal: ["VENDOR.com"]},
    ],
    [
        "somebody else with our name in another country",
        dom("vendor.de"),
        ["w | vendor.de"],
        "w by domain",
        {internal: ["vendor.com"]},
    ],
]

/** Several domains of one company, and one name under several endings. */
const ALIASES: readonly Row[] = [
    ["the second domain of a company", dom("acme.io"), ["a Acme | acme.com acme.io"], "a by domain"],
    [
        "the domain of a company that was merged into it",
        dom("oldco.com"),
        ["a Acme | acme.com oldco.com"],
        "a by domain",
    ],
    [
        "a subdomain of the second domain",
        dom("app.oldco.com"),
        ["a Acme | acme.com oldco.com"],
        "a by root_domain",
    ],
    [
        "an alias that an admin wrote",
        dom("acme.io"),
        ACME,
        "a by alias_domain",
        {aliases: {"acme.io": "acme.com"}},
    ],
    [
        "an alias holds below the domain",
        dom("app.acme.io"),
        ACME,
        "a by alias_domain",
        {aliases: {"acme.io": "acme.com"}},
    ],
    [
        "an alias written as a URL",
        dom("acme.io"),
        ACME,
        "a by alias_domain",
        {aliases: {"https://www.ACME.io/": "acme.com"}},
    ],
    [
        "the domain itself goes before its alias",
        dom("acme.io"),
        ["b Io | acme.io", ...ACME],
        "b by domain",
        {aliases: {"acme.io": "acme.com"}},
    ],
    [
        "an alias is not read backwards",
        dom("acme.com"),
        ["b | acme.io"],
        "- only_similar",
        {aliases: {"acme.io": "acme.com"}},
    ],
    ["an alias of another domain", dom("beta.io"), ACME, "- no_company", {aliases: {"acme.io": "acme.com"}}],
    [
        "an alias that leads to two companies",
        dom("acme.io"),
        ["a | acme.com", "b | acme.com"],
        "- ambiguous",
        {aliases: {"acme.io": "acme.com"}},
    ],
    [
        "an alias that is no domain says nothing",
        dom("acme.io"),
        ACME,
        "- only_similar",
        {aliases: {"acme.io": "nonsense"}},
    ],
    ["the same word in another country may be a stranger", dom("acme.de"), ACME, "- only_similar"],
    [
        "unless its name is the same",
        named("globex.de", "Globex GmbH"),
        ["g Globex Inc | globex.com"],
        "g by name",
    ],
    [
        "and a name alone under another word is none",
        named("beta.de", "Globex GmbH"),
        ["g Globex Inc | globex.com"],
        "- contradiction",
    ],
    [
        "two of that name",
        named("globex.de", "Globex"),
        ["a Globex Inc | globex.com", "b Globex Ltd | globex.co.uk"],
        "- ambiguous",
    ],
    [
        "the country's own company comes first",
        named("acme.de", "Acme"),
        ["a Acme Inc | acme.com", "d Acme GmbH | acme.de"],
        "d by domain",
    ],
    ["com and co.uk", dom("acme.co.uk"), ACME, "- only_similar"],
    ["a word that only begins alike", dom("acmeworks.de"), ACME, "- no_company"],
]

const mapped = (accountMap: Record<string, string>): Partial<MatchRules> => ({accountMap})
/** What an admin has written down goes before everything else. */
const MAPPINGS: readonly Row[] = [
    [
        "the mapping against a wrong domain",
        dom("wrong.com"),
        ["w Wrong | wrong.com", ...ACME],
        "a by mapping",
        mapped({k1: "acme.com"}),
    ],
    [
        "against a wrong id",
        {domain: null, externalId: "9"},
        ["w W | wrong.com | 9", ...ACME],
        "a by mapping",
        mapped({k1: "acme.com"}),
    ],
    ["another account's mapping", dom("acme.com"), ACME, "a by domain", mapped({k2: "beta.com"})],
    ["written as a URL", {}, ACME, "a by mapping", mapped({k1: "https://www.acme.com"})],
    [
        "to a domain that the CRM does not have: no guess",
        dom("acme.com"),
        ACME,
        "- mapped_company_missing",
        mapped({k1: "beta.com"}),
    ],
    ["to something that is no domain", dom("acme.com"), ACME, "- mapping_unusable", mapped({k1: "acme"})],
    [
        "to a domain of two companies",
        {},
        ["a | acme.com", "b | acme.com"],
        "- ambiguous",
        mapped({k1: "acme.com"}),
    ],
    ["to a subdomain of the CRM's domain", {}, ACME, "a by mapping", mapped({k1: "app.acme.com"})],
    [
        "the exact subdomain first",
        {},
        ["s | app.acme.com", ...ACME],
        "s by mapping",
        mapped({k1: "app.acme.com"}),
    ],
    [
        "to a free-mail domain that is a company's here",
        {},
        ["g Google | gmail.com"],
        "g by mapping",
        mapped({k1: "gmail.com"}),
    ],
    [
        "to our own domain, because a test wants it",
        {},
        ["v | vendor.com"],
        "v by mapping",
        {accountMap: {k1: "vendor.com"}, internal: ["vendor.com"]},
    ],
    ["keys are exact", {key: "K1", domain: "acme.com"}, ACME, "a by domain", mapped({k1: "beta.com"})],
    [
        "a key called constructor is no mapping",
        {key: "constructor", domain: "acme.com"},
        ACME,
        "a by domain",
        mapped({k1: "beta.com"}),
    ],
    [
        "a key called __proto__ is none either",
        {key: "__proto__", domain: "acme.com"},
        ACME,
        "a by domain",
        mapped({}),
    ],
    [
        "a mapped constructor",
        {key: "constructor"},
        ACME,
        "a by mapping",
        mapped({constructor: "acme.com"} as unknown as Record<string, string>),
    ],
]

/** The product's own id on the company. */
const IDS: readonly Row[] = [
    ["the id alone", {externalId: "42"}, ["a Acme | acme.com | 42"], "a by external_id"],
    [
        "the id and the domain agree",
        {domain: "acme.com", externalId: "42"},
        ["a Acme | acme.com | 42"],
        "a by external_id",
    ],
    ["several ids on one company", {externalId: "43"}, ["a Acme | acme.com | 42 43"], "a by external_id"],
    [
        "two companies with one id",
        {externalId: "42"},
        ["a A | a.com | 42", "b B | b.com | 42"],
        "- ambiguous",
    ],
    [
        "the id says one, the domain another",
        {domain: "acme.com", externalId: "42"},
        ["a Acme | acme.com", "b Beta | beta.com | 42"],
        "- contradiction",
    ],
    [
        "the id says one, only the registered domain another",
        {domain: "app.acme.com", externalId: "42"},
        ["a Acme | acme.com", "b Lab | lab.io | 42"],
        "b by external_id",
    ],
    [
        "the domain is on both",
        {domain: "acme.com", externalId: "42"},
        ["a Acme | acme.com", "b Acme EU | acme.com | 42"],
        "b by external_id",
    ],
    [
        "an id that no company has: the domain decides",
        {domain: "acme.com", externalId: "7"},
        ["a Acme | acme.com | 42"],
        "a by domain",
    ],
    ["ids are exact", {externalId: "4"}, ["a Acme | acme.com | 42"], "- no_domain"],
    ["leading zeros count", {externalId: "042"}, ["a Acme | acme.com | 42"], "- no_domain"],
    ["no id is not the empty id", {externalId: null}, ["a Acme | acme.com |"], "- no_domain"],
    [
        "an internal account with an id",
        {domain: "vendor.com", externalId: "42"},
        ["a Acme | acme.com | 42"],
        "a by external_id",
        {internal: ["vendor.com"]},
    ],
]

const name = (text: string): Account => ({name: text})
/** Names decide only where no domain says otherwise, and only exactly. */
const NAMES: readonly Row[] = [
    ["the same name, no domain on either side", name("Globex"), ["g Globex"], "g by name"],
    ["the legal form does not count", name("Globex Inc."), ["g Globex Corporation"], "g by name"],
    ["GmbH & Co. KG", name("Globex GmbH & Co. KG"), ["g Globex"], "g by name"],
    ["punctuation and case", name("GLOBEX, ltd"), ["g Globex Ltd."], "g by name"],
    ["accents", name("Société Générale"), ["s Societe Generale SA"], "s by name"],
    ["an ampersand is and", name("Smith & Sons"), ["s Smith and Sons"], "s by name"],
    ["an apostrophe", name("Macy's"), ["m Macys"], "- no_domain"],
    ["a part of a name is another name", name("Globex Labs"), ["g Globex"], "- no_domain"],
    [
        "two companies of that name",
        name("Globex"),
        ["g Globex | globex.com", "h Globex Ltd | globex.co.uk"],
        "- ambiguous",
    ],
    [
        "the account has no usable domain, the company has one",
        name("Globex"),
        ["g Globex | globex.com"],
        "g by name",
    ],
    [
        "a domain that is none is no domain",
        {domain: "n/a", name: "Globex"},
        ["g Globex | globex.com"],
        "g by name",
    ],
    ["the company has no domain at all", {domain: "globex.com", name: "Globex"}, ["g Globex"], "g by name"],
    [
        "the domains say otherwise",
        {domain: "hydra.com", name: "Globex"},
        ["g Globex | globex.com"],
        "- contradiction",
    ],
    [
        "the domain goes before the name",
        {domain: "acme.com", name: "Globex"},
        ["g Globex | globex.com", ...ACME],
        "a by domain",
    ],
    ["names are switched off", name("Globex"), ["g Globex"], "- no_domain", {matchNames: false}],
    ["a name that many have", name("Test"), ["t Test"], "- no_domain"],
    ["another one", name("My Company"), ["t My Company"], "- no_domain"],
    ["a demo", name("Demo Inc"), ["t Demo"], "- no_domain"],
    ["too short to mean anything", name("AB"), ["t AB"], "- no_domain"],
    ["three letters do", name("IBM"), ["i IBM Corp"], "i by name"],
    ["a name of nothing but a legal form", name("Inc"), ["t Inc"], "t by name"],
    ["no name", name(""), ["t "], "- no_domain"],
    ["only punctuation", name("---"), ["t !!!"], "- no_domain"],
    ["another script", name("株式会社例"), ["j 株式会社例"], "j by name"],
    ["Cyrillic in capital letters", name("ПРИМЕР"), ["p Пример"], "p by name"],
    ["free mail never matches by name", {domain: "gmail.com", name: "Globex"}, ["g Globex"], "- free_mail"],
    [
        "nor does an internal account",
        {domain: "vendor.com", name: "Globex"},
        ["g Globex"],
        "- internal",
        {internal: ["vendor.com"]},
    ],
    ["digits are part of a name", name("Studio 54"), ["s Studio 55"], "- no_domain"],
    ["the order of words is too", name("Globex West"), ["g West Globex"], "- no_domain"],
    ["blanks in between", name("Globex   West"), ["g Globex West"], "g by name"],
]

/** Nobody's guess, and texts that somebody made up. */
const HOSTILE: readonly Row[] = [
    [
        "two companies with the domain",
        dom("acme.com"),
        ["a Acme | acme.com", "b Acme Old | acme.com"],
        "- ambiguous",
    ],
    ["one company listed twice is one", dom("acme.com"), [...ACME, ...ACME], "a by domain"],
    ["no company at all", dom("acme.com"), [], "- no_company"],
    ["nothing is known of the account", {}, ACME, "- no_domain"],
    ["an empty domain", dom(""), ACME, "- no_domain"],
    ["a blank domain", dom("   "), ACME, "- no_domain"],
    ["null as text", dom("null"), ACME, "- not_a_domain"],
    ["undefined as text", dom("undefined"), ACME, "- not_a_domain"],
    ["n/a", dom("n/a"), ACME, "- not_a_domain"],
    ["a number", dom("12345"), ACME, "- not_a_domain"],
    ["a lone @", dom("@"), ACME, "- not_a_domain"],
    ["dots only", dom("..."), ACME, "- not_a_domain"],
    ["two dots in a row", dom("acme..com"), ACME, "- not_a_domain"],
    ["the domain of a cookie begins with a dot", dom(".acme.com"), ACME, "a by domain"],
    ["an odd host is the same on both sides", dom("acme_corp.com"), ["u | acme_corp.com"], "u by domain"],
    ["a label that is too long", dom(`${"a".repeat(64)}.com`), ACME, "- not_a_domain"],
    ["a name that is too long", dom(`${"a.".repeat(200)}com`), ACME, "- not_a_domain"],
    ["markup", dom("<script>alert(1)</script>"), ACME, "- not_a_domain"],
    ["SQL", dom("acme.com' OR 1=1 --"), ACME, "- not_a_domain"],
    ["a line break", dom("acme.com\nbeta.com"), ACME, "- not_a_domain"],
    ["javascript", dom("javascript:alert(1)"), ACME, "- not_a_domain"],
    ["a file", dom("file:///etc/passwd"), ACME, "- not_a_domain"],
    ["a hundred kilobytes", dom("x".repeat(100_000)), ACME, "- not_a_domain"],
    ["right-to-left marks", dom("\u202eacme.com"), ACME, "- not_a_domain"],
    ["companies without domains are no match for a domain", dom("acme.com"), ["a Acme"], "- no_company"],
    [
        "a company's domain that is none is left out",
        dom("acme.com"),
        ["a Acme | nonsense", "b Acme | acme.com"],
        "b by domain",
    ],
    [
        "the same id under two spellings of a domain",
        dom("acme.com"),
        ["a Acme | acme.com www.acme.com ACME.COM"],
        "a by domain",
    ],
]

const ALL: readonly Row[] = [
    ...SPELLINGS,
    ...ROOTS,
    ...INTERNATIONAL,
    ...FREE_AND_OWN,
    ...ALIASES,
    ...MAPPINGS,
    ...IDS,
    ...NAMES,
    ...HOSTILE,
]

export const COMPANY_CASES: readonly CompanyCase[] = ALL.map(([why, account, companies, expected, rules]) => ({
    why,
    account: full(account),
    companies: companies.map(company),
    rules: {...NO_RULES, ...rules},
    expected,
})) // prettier-ignore
