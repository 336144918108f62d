/**
 * The providers behind nearly all free addresses: bound into queries so that ClickHouse drops them early.
 * The full list (`isFreeMail`) is applied to the rows that come back.
 */
// prettier-ignore
export const COMMON_FREE_MAIL: readonly string[] = [
    "126.com", "163.com", "aol.com", "comcast.net", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.fr",
    "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr",
    "outlook.com", "outlook.de", "outlook.fr", "pm.me", "proton.me", "protonmail.com", "qq.com", "rediffmail.com",
    "rocketmail.com", "t-online.de", "tutanota.com", "web.de", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk",
    "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
]
