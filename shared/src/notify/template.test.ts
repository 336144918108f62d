import {accountMessage, digestMessage, runFailedMessage} from "./slack"
import {cut, renderSlack, templateProblems, VARIABLES, type Variables} from "./template"

const VALUES: Variables = {
    account: "acme",
    company: "Acme & Sons",
    score: "75",
    signals: "Close to plan limit, Pricing interest",
    top_signal: "Close to plan limit",
    why_now: "Uses 91 % of the plan.",
    track_record: "",
    routed_because: "score 75 of 100, threshold 60",
    deal_url: "https://app.attio.com/acme/deal/1",
    company_url: "",
    posthog_url: "https://us.posthog.com/project/7/groups/0/acme",
}

it.each([
    ["plain text", "Hello", []],
    ["all variables", Object.keys(VARIABLES).map((name) => `{{${name}}}`).join(" "), []],
    ["a section", "{{#deal_url}}Deal: {{deal_url}}{{/deal_url}}{{^deal_url}}none{{/deal_url}}", []],
    ["an unknown variable", "{{owner_email}}", [expect.stringMatching(/^There is no variable \{\{owner_email\}\}\. There are: account, /)]],
    ["an unknown one inside a section", "{{#score}}{{x}}{{/score}}", [expect.stringMatching(/\{\{x\}\}/)]],
    ["unescaped", "{{{company}}}", ["Only {{variable}} and {{#variable}}…{{/variable}} can be used in a template."]],
    ["unescaped with &", "{{&company}}", [expect.stringMatching(/^Only/)]],
    ["a partial", "{{>company}}", [expect.stringMatching(/^Only/)]],
    ["other delimiters", "{{=<% %>=}}<%company%>", [expect.stringMatching(/^Only/)]],
    ["unclosed", "{{company", [expect.stringMatching(/^The template is not well formed: Unclosed tag/)]],
    ["an unclosed section", "{{#company}}x", [expect.stringMatching(/^The template is not well formed: Unclosed section/)]],
    ["a comment", "{{! nobody sees this }}x", []],
] as const)("%s", (_, template, problems) => {
    expect(templateProblems(template)).toEqual(problems)
}) // prettier-ignore

describe("values of others", () => {
    it.each([
        ["<!channel> buy now", "&lt;!channel&gt; buy now"],
        ["<@U123> hi", "&lt;@U123&gt; hi"],
        ["<https://evil.example|Acme>", "&lt;https://evil.example|Acme&gt;"],
        ["A & B", "A &amp; B"],
        ["{{score}}", "{{score}}"],
        ["{{#score}}x{{/score}}", "{{#score}}x{{/score}}"],
    ])("%s can do nothing", (company, shown) => {
        expect(renderSlack("{{company}}!", {...VALUES, company})).toBe(`${shown}!`)
    })
    it("addresses of ours are links; whatever else stands there is text", () => {
        expect(renderSlack("{{deal_url}}", VALUES)).toBe("<https://app.attio.com/acme/deal/1>")
        expect(renderSlack("{{deal_url}}", {...VALUES, deal_url: "javascript:alert(1)"})).toBe(
            "javascript:alert(1)",
        )
        expect(renderSlack("{{deal_url}}", {...VALUES, deal_url: "https://a.b/<!here>"})).toBe(
            "https://a.b/&lt;!here&gt;",
        )
        const company = "<https://app.attio.com/acme/deal/1>"
        expect(renderSlack("{{company}}", {...VALUES, company})).toBe(
            "&lt;https://app.attio.com/acme/deal/1&gt;",
        )
    })
})

it("long texts are cut at a word", () => {
    expect(cut("one two three", 9)).toBe("one two…")
    expect(cut("x".repeat(20), 9)).toBe(`${"x".repeat(8)}…`)
    expect(renderSlack("{{why_now}}", {...VALUES, why_now: "word ".repeat(2000)}).length).toBeLessThanOrEqual(
        2900,
    )
})

it("Beton's own message says who, why and where", () => {
    const {text, blocks} = accountMessage(null, {...VALUES, track_record: "14 of 61 became customers."})
    expect(text).toBe(
        "*Acme &amp; Sons* is ready for sales (score 75).\nUses 91 % of the plan.\n_14 of 61 became customers._\nSent because: score 75 of 100, threshold 60.\nDeal: <https://app.attio.com/acme/deal/1>",
    )
    expect(blocks).toEqual([{type: "section", text: {type: "mrkdwn", text, verbatim: true}}])
})

it("sums up what is over the number of single messages, and tells of a failed run", () => {
    const many = Array.from({length: 7}, (_, i) => ({company: `C<${i}>`, score: 90 - i}))
    expect(digestMessage(many).text).toBe(
        "7 more accounts were sent to the CRM: C&lt;0&gt; (90), C&lt;1&gt; (89), C&lt;2&gt; (88), C&lt;3&gt; (87), C&lt;4&gt; (86) and 2 more.",
    )
    expect(digestMessage(many.slice(0, 1)).text).toBe("1 more account was sent to the CRM: C&lt;0&gt; (90).")
    expect(runFailedMessage("2026-10-05T06:00:00.000Z", "Attio: <no> token.").text).toContain(
        "Beton's run of 2026-10-05 06:00 UTC stopped. Attio: &lt;no&gt; token.",
    )
})
