import {succeed} from "@beton/shared/api/result"
import {accountFound} from "@beton/shared/checks/account"
import {formatNumber} from "@beton/shared/counts"
import type {AccountSource} from "@beton/shared/queries/account"
import {accountKeyShape, groupPropertyShapes} from "@beton/shared/queries/discovery"
import {groupPropertyShare} from "@beton/shared/queries/sources"

import {findAccountSource} from "../account-source"
import {askSource, sourceReport} from "../sources"
import {
    bad,
    type Check,
    type CheckContext,
    defineCheck,
    failed,
    type Finding,
    ok,
    percent,
    skipped,
    warn,
} from "./check"

const DAY_MS = 86_400_000
/** Events older than this say little about what an account is today. */
const RECENT_DAYS = 30
/** Fewer accounts with a domain than this share leave most of routing without a company. */
const ENOUGH = 0.5

const account = defineCheck({
    id: "account",
    title: "What an account is",
    needs: ["project", "scope:group:read"],
    async look({config, posthog, facts}) {
        const {project} = facts
        if (project === undefined) return skipped("Not checked.")
        const source = await findAccountSource(posthog, config, project)
        if (!source.ok) return failed({...source.failure, message: withoutTitle(source.failure.message)})
        facts.account = source.value
        return ok(accountFound(source.value))
    },
})

/** Without a domain no account can be matched with a company of the CRM (D2). */
const domain = defineCheck({
    id: "domain",
    title: "Domain property",
    needs: ["account", "hogql"],
    look(context) {
        const {account: source} = context.facts
        const {domainProperty} = context.config
        if (source === undefined) return skipped("Not checked.")
        if (source.type === "email_domain") return ok("The account is the e-mail domain itself.")
        return source.type === "group" && domainProperty !== null
            ? domainOfGroups(context, source, domainProperty)
            : domainAsKey(context, source)
    },
})

const coverage = defineCheck({
    id: "coverage",
    title: "Account coverage",
    needs: ["account", "hogql"],
    async look({config, posthog, asOf, attio, facts}) {
        if (facts.account === undefined) return skipped("Not checked.")
        const answer = await askSource("coverage", posthog, config, facts.account, asOf)
        if (!answer.ok) return failed(answer.failure)
        facts.sources = {...facts.sources, ...answer.value}
        const {events, persons} = sourceReport(config, facts.sources).coverage
        if (events === null)
            return warn(
                `No activity in the last ${RECENT_DAYS} days: PostHog receives no events, or the project is another one.`,
            )
        const people = persons === null ? "" : ` and ${percent(persons)} of people`
        const found = `${percent(events)} of events${people} of the last ${RECENT_DAYS} days belong to an account`
        const {min_coverage: least} = config.settings
        if (events >= least) return ok(`${found}.`)
        const message = `${found}; routing needs ${percent(least)} of events. Send the group with more events, choose another account expression, or lower min_coverage in More settings.`
        return attio === null ? warn(message) : bad(message)
    },
})

/** What stands for a company, and how well the data carry it. */
export const ACCOUNT_CHECKS: readonly Check[] = [account, domain, coverage]

/** The sentence of `findAccountSource` starts with the setting's name, which a line shows anyway. */
function withoutTitle(message: string): string {
    const text = message.replace(/^What an account is: /, "")
    return text.charAt(0).toUpperCase() + text.slice(1)
}

async function domainOfGroups(
    {posthog, attio}: CheckContext,
    source: Extract<AccountSource, {type: "group"}>,
    property: string,
): Promise<Finding> {
    const share = await posthog.query(groupPropertyShare, {group_type_index: source.groupTypeIndex, property})
    if (!share.ok) return failed(share.failure)
    const {groups, with_property: having} = share.value[0] ?? {groups: 0, with_property: 0}
    if (groups === 0)
        return warn(`PostHog knows no ${source.groupType} group yet: send $groupidentify events.`)
    const found = `${formatNumber(having)} of ${formatNumber(groups)} ${source.groupType} groups have the property "${property}"`
    if (having / groups >= ENOUGH) return ok(`${found}.`)
    const better = await betterProperty(posthog, source, property, having)
    if (!better.ok) return failed(better.failure)
    if (having > 0)
        return warn(`${found}: the others cannot be matched with a company. ${better.value}`.trim())
    const message =
        `None of the ${formatNumber(groups)} ${source.groupType} groups has the property "${property}", so no account can be matched with a company. Choose the property that holds the web domain. ${better.value}`.trim()
    return attio === null ? warn(message) : bad(message)
}

/** Names a property that holds more domains than the one set, or gives an empty sentence. */
async function betterProperty(
    posthog: CheckContext["posthog"],
    source: Extract<AccountSource, {type: "group"}>,
    property: string,
    having: number,
) {
    const shapes = await posthog.query(groupPropertyShapes, {group_type_index: source.groupTypeIndex})
    if (!shapes.ok) return shapes
    const best = shapes.value.find((row) => row.property !== property && row.domains > having)
    return succeed(
        best === undefined
            ? ""
            : `"${best.property}" looks like one: ${formatNumber(best.domains)} groups have a web domain there.`,
    )
}

async function domainAsKey({posthog, asOf, attio}: CheckContext, source: AccountSource): Promise<Finding> {
    const shape = await posthog.query(accountKeyShape, {
        account: source,
        from: new Date(asOf - RECENT_DAYS * DAY_MS).toISOString(),
        to: new Date(asOf).toISOString(),
    })
    if (!shape.ok) return failed(shape.failure)
    const row = shape.value[0]
    if (row === undefined) return warn(`No account was active in the last ${RECENT_DAYS} days.`)
    const found = `${formatNumber(row.domains)} of ${formatNumber(row.accounts)} active account keys look like a web domain`
    if (row.domains / row.accounts >= ENOUGH) return ok(`The account key is the domain: ${found}.`)
    const fix =
        source.type === "group"
            ? 'Name the group property that holds the domain in "Domain property".'
            : "Choose a person property that holds the company's web domain, or email."
    const message = `Only ${found}, so few accounts can be matched with a company. ${fix}`
    return attio === null ? warn(message) : bad(message)
}
