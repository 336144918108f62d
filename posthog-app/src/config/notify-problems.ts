import {addressProblem} from "@beton/shared/notify/address"
import {templateProblems} from "@beton/shared/notify/template"

import type {Settings} from "./settings"

/** What is wrong with the settings of messages, each with the setting and the fix; addresses are not repeated. */
export function notifyProblems({notify}: Pick<Settings, "notify">): string[] {
    const {template} = notify.slack
    const {url} = notify.webhook
    const inTemplate = template === null ? [] : templateProblems(template)
    const inAddress = url === null ? null : addressProblem(url)
    return [
        ...inTemplate.map((problem) => `"notify.slack.template": ${lower(withoutKeys(problem))}`),
        ...(inAddress === null
            ? []
            : [`"notify.webhook.url": ${inAddress}. Write the address of your receiver, such as https://hooks.example.com/beton.`]),
    ]
} // prettier-ignore

function lower(sentence: string): string {
    return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

/** A name in the template may be a key that was pasted into the wrong place. */
function withoutKeys(sentence: string): string {
    return sentence.replace(/[A-Za-z0-9_-]{32,}/g, "…")
}
