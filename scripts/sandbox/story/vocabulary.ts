/** Invented names. All company domains end in `.example`, which nobody can register. */

export const COMPANY_FIRST = (
    "Alder Amber Anchor Arbor Aster Atlas Aurora Basalt Beacon Birch Bluebell Bramble Bright Canyon Cedar Cinder Clover " +
    "Cobalt Copper Coral Crescent Cypress Delta Drift Dune Ember Falcon Fern Flint Forge Frost Garnet Glacier Granite " +
    "Harbor Hazel Heron Hollow Indigo Iris Ivory Jasper Juniper Kestrel Lantern Larch Laurel Linden Lunar Maple Marble " +
    "Meadow Mistral Moss Nimbus North Oak Ochre Onyx Opal Orchard Osprey Pebble Pine Plover Poplar Quartz Quill Raven " +
    "Reed River Rowan Saffron Sage Sierra Silver Slate Solstice Spruce Sterling Summit Tamarind Thistle Timber Topaz " +
    "Umber Valley Velvet Violet Walnut Willow Winter Wren Yarrow Zephyr"
).split(" ")

export const COMPANY_SECOND = (
    "Analytics Bank Biotech Clinic Cloud Courier Dental Devices Energy Foods Freight Games Health Hotels Insurance Labs " +
    "Learning Logistics Media Mobility Motors Networks Optics Payments Pharma Press Retail Robotics Security Software " +
    "Solar Sports Studio Systems Telecom Textiles Travel Ventures Water Works"
).split(" ")

export const FIRST_NAMES = (
    "Ada Adam Aisha Alice Amara Amir Ana Anders Anna Arjun Ben Bianca Carlos Chen Chloe Clara Daniel Daria David Diego " +
    "Elena Elif Emma Erik Eva Fatima Felix Finn Freya Grace Hana Hugo Ida Igor Ines Ivan Jana Jonas Julia Kai Karim Kenji " +
    "Lara Leo Lina Luca Maja Marco Maria Mateo Maya Mia Milan Mira Nadia Nina Noah Nora Olga Omar Oscar Paul Priya Rafael " +
    "Rosa Ruth Sami Sara Sofia Stefan Tara Theo Tomas Vera Viktor Wei Yara Yuki Zara Zoe"
).split(" ")

export const LAST_NAMES = (
    "Abel Adler Ahmed Almeida Andersen Bauer Becker Berg Bianchi Brandt Carter Castro Clarke Costa Cruz Dahl Diaz Dubois " +
    "Eriksen Evans Farkas Fischer Fleming Fontaine Garcia Gupta Hansen Harris Hayashi Hoffman Ibrahim Ito Jansen Jensen " +
    "Kato Keller Khan Kim Klein Kovacs Kumar Lang Larsen Lee Lehmann Lopez Marino Martin Mendes Meyer Moreau Moreno " +
    "Nakamura Nguyen Novak Okafor Olsen Ortiz Patel Pereira Petrov Reyes Ricci Rossi Santos Sato Schmidt Silva Singh Suzuki " +
    "Tanaka Torres Varga Vogel Wagner Walker Weber Wilson Wong Young Zimmer"
).split(" ")

/** Mailbox providers that identify no company. */
export const FREE_MAIL = ["gmail.com", "outlook.com", "yahoo.com", "icloud.com"] as const

/** Countries with the first hour of their working day, counted from 06:00 UTC, and the likelihood of each. */
export const COUNTRIES = {
    US: {weight: 34, opens: 7.5},
    GB: {weight: 14, opens: 2},
    DE: {weight: 12, opens: 1},
    FR: {weight: 8, opens: 1},
    NL: {weight: 6, opens: 1},
    SE: {weight: 5, opens: 1},
    CA: {weight: 8, opens: 7.5},
    AU: {weight: 6, opens: 16},
    SG: {weight: 4, opens: 18.5},
    BR: {weight: 3, opens: 5.5},
} as const

/** ISO code of a country of the story. */
export type Country = keyof typeof COUNTRIES

/** The fictional vendor: a dashboard product for operations teams. */
export const VENDOR = {
    name: "Lumenboard",
    domain: "lumenboard.example",
    app: "app.lumenboard.example",
    site: "www.lumenboard.example",
} as const

/** Pages of the product that everybody sees. */
export const APP_PAGES = [
    "/home",
    "/dashboards",
    "/dashboards/42",
    "/reports",
    "/reports/7",
    "/queries",
    "/settings",
    "/team",
    "/data",
] as const

/** Pages of the public site, seen before anybody signs in. */
export const SITE_PAGES = ["/", "/", "/product", "/customers", "/blog/operations-metrics"] as const

/** Sales team in the CRM: owners of deals; one of them has left. */
export const STORY_MEMBERS = [
    {
        first_name: "Maren",
        last_name: "Holt",
        email_address: "maren.holt@lumenboard.example",
        access_level: "admin",
    },
    {
        first_name: "Tobias",
        last_name: "Reiner",
        email_address: "tobias.reiner@lumenboard.example",
        access_level: "member",
    },
    {
        first_name: "Leila",
        last_name: "Nasser",
        email_address: "leila.nasser@lumenboard.example",
        access_level: "member",
    },
    {
        first_name: "Grant",
        last_name: "Ellery",
        email_address: "grant.ellery@lumenboard.example",
        access_level: "suspended",
    },
] as const satisfies readonly {
    first_name: string
    last_name: string
    email_address: string
    access_level: "admin" | "member" | "suspended"
}[]
