import {type CheckContext, noFacts} from "@beton/posthog-app/checks/check"
import {runChecks} from "@beton/posthog-app/checks/registry"
import {AttioClient} from "@beton/posthog-app/clients/attio"
import {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Host} from "@beton/posthog-app/host"

import type {TestCrm} from "../app/support/crm"
import {AS_OF, configOf, type TestProject} from "../app/support/project"
import {type AnswerOverride, openWire, type Sent, type Wire} from "../app/support/wire"

/** A host that reads the network and does nothing else. */
export function wiredHost(wire: Wire = openWire(), now = Date.parse(AS_OF)): Host {
    const refuse = async (): Promise<never> => {
        throw new Error("Looking must not use this.")
    }
    let clock = now
    return {
        fetch: wire.fetch,
        storage: {get: refuse, set: refuse, del: refuse},
        increment: refuse,
        cache: {get: () => undefined, set: () => undefined},
        now: () => clock,
        random: () => 0.5,
        sleep: async (ms) => void (clock += ms),
        log: () => undefined,
        enqueueStep: refuse,
        enqueueCheck: refuse,
    }
}

/** What the checks need, for a settings form. */
export function checkContext(form: Readonly<Record<string, unknown>>, wire?: Wire): CheckContext {
    const config = configOf(form)
    const host = wiredHost(wire)
    return {
        host,
        config,
        posthog: new PostHogClient(host, config),
        attio:
            config.attioToken === null
                ? null
                : new AttioClient(host, config.settings.attio_url, config.attioToken),
        asOf: Date.parse(AS_OF),
        facts: noFacts(),
    }
}

/** "state message" of each line by its id. */
export async function checked(
    form: Readonly<Record<string, unknown>>,
    o: {readonly only?: readonly string[]; readonly wire?: Wire} = {},
): Promise<Record<string, string>> {
    const lines = await runChecks(checkContext(form, o.wire), o.only === undefined ? {} : {only: o.only})
    return Object.fromEntries(lines.map(({id, state, message}) => [id, `${state} ${message}`]))
}

/** A wire on which requests to a path are answered by a test. */
export function wireWith(answer: (sent: Sent) => AnswerOverride | undefined): Wire {
    const wire = openWire()
    wire.before = async (sent) => answer(sent)
    return wire
}

/** PostHog's own form of a refusal (CONTRACT §6). */
export function refusal(status: number, code: string, detail: string): AnswerOverride {
    const type = status === 401 || status === 403 ? "authentication_error" : "invalid_request"
    return {status, text: JSON.stringify({type, code, detail, attr: null})}
}

/** Requests that changed something, in both stand-ins. */
export async function writesOf(project: TestProject, crm?: TestCrm, crmSince = 0): Promise<number> {
    const requests = await project.admin.requests({projectId: project.id})
    const posthog = requests.filter(({kind}) => kind === "write").length
    return posthog + (crm === undefined ? 0 : await crm.writes(crmSince))
}
