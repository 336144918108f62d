import {keyPairOf} from "@beton/shared/events/signing"

import {describeProblems, parseConfig} from "./config"

function problemsOf(notify: object): string {
    const parsed = parseConfig({
        posthog_key: "phx_x",
        posthog_project: "1",
        signing_key: keyPairOf(new Uint8Array(32).fill(5)).privateKey,
        settings: {notify},
    })
    return parsed.ok ? "" : describeProblems(parsed.problems)
}

it.each([
    {},
    {slack: {template: "{{company}}: {{#deal_url}}{{deal_url}}{{/deal_url}}"}},
    {webhook: {url: "https://hooks.example.com/beton?x=1"}},
])("%j is fine", (notify) => {
    expect(problemsOf(notify)).toBe("")
})

it.each([
    [
        {slack: {template: "{{owner_email}}"}},
        'More settings (JSON) "notify.slack.template": there is no variable {{owner_email}}. There are: account, company, score, signals, top_signal, why_now, track_record, routed_because, deal_url, company_url, posthog_url.',
    ],
    [
        {slack: {template: "{{company"}},
        'More settings (JSON) "notify.slack.template": the template is not well formed: Unclosed tag.',
    ],
    [
        {slack: {template: "{{{company}}}"}},
        'More settings (JSON) "notify.slack.template": only {{variable}} and {{#variable}}…{{/variable}} can be used in a template.',
    ],
    [
        {webhook: {url: "http://hooks.example.com/x"}},
        'More settings (JSON) "notify.webhook.url": must begin with https://. Write the address of your receiver, such as https://hooks.example.com/beton.',
    ],
    [
        {webhook: {url: "https://169.254.169.254/latest"}},
        'More settings (JSON) "notify.webhook.url": must be a public address, not one of an inner network. Write the address of your receiver, such as https://hooks.example.com/beton.',
    ],
])("%j is refused with the setting and the fix", (notify, problem) => {
    expect(problemsOf(notify)).toBe(problem)
})

it("both are said at once, and neither address nor key is repeated", () => {
    const secret = "s".repeat(40)
    const text = problemsOf({
        slack: {template: `{{${secret}}}`},
        webhook: {url: `https://me:${secret}@example.com/`},
    })
    expect(text.split("\n")).toHaveLength(2)
    expect(text).not.toContain(secret)
})
