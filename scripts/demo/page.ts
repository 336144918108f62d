import {formatNumber} from "@beton/shared/counts"
import {signalById} from "@beton/shared/signals/index"

import {listenOnLoopback, type LoopbackServer} from "../sandbox/http/loopback-server"
import {type DashboardLink, dashboardLinks} from "./dashboard-links"
import type {DemoReport} from "./report"
import {proofOf, routingWords, stateWords, writesWords} from "./words"

/** Pages that the demo serves beside its result. */
export interface DemoLinks {
    /** Pages of companies in the Attio preview, by account; empty where there is no preview. */
    readonly companies: ReadonlyMap<string, string>
    readonly dashboards: string | null
}

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.4rem; margin: 0 0 .25rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0 } .quiet { opacity: .75 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .45rem .6rem .45rem 0; vertical-align: top; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
th { font-weight: 600; font-size: .85rem } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1rem; white-space: nowrap }
.wrap { overflow-x: auto }
.small { font-size: .8rem }
.score { font-weight: 650 }
.go { display: inline-block; margin: .75rem 0; padding: .5rem .9rem; border-radius: .5rem; background: #1d4ed8; color: #fff; font-weight: 600; text-decoration: none }
.go:focus-visible { outline: 3px solid currentColor; outline-offset: 2px }
`

/**
 * The result as one plain page: what was loaded, what fired, who is hot and why, what reached the CRM.
 *
 * @param links addresses of the pages beside it
 * @param boards the dashboards one by one; null: only their list is known
 */
export function resultPage(
    report: DemoReport,
    source: string,
    links: DemoLinks,
    boards: readonly DashboardLink[] | null = null,
): string {
    const {summary} = report
    const fired = new Map(report.firedByType.map((row) => [row.type, row.firings]))
    const signals = summary.signals.map((signal) => {
        const note = signal.state === "ok" ? "" : `${stateWords(signal.state)}: ${signal.reason}`
        const cells =
            signal.state === "ok"
                ? [formatNumber(fired.get(signal.type) ?? 0), formatNumber(signal.active)]
                : ["", ""]
        return `<tr><td>${escape(titleOf(signal.type))}</td>${cells.map((cell) => `<td class="n">${cell}</td>`).join("")}<td>${escape(note)}</td></tr>`
    })
    const accounts = report.top.map(
        (account) =>
            `<tr><td class="n score">${account.score}</td><td>${nameOf(account, links)}${account.deal ? '<br><span class="quiet small">deal in CRM</span>' : ""}</td><td>${escape(account.whyNow)}</td></tr>`,
    )
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Beton: accounts ready to buy</title><style>${STYLE}</style></head><body>
<h1>Accounts ready to buy</h1>
<p class="quiet">${escape(source)}, as of ${escape(report.asOf.replace("T", " ").replace(/:00\.000Z$/, " UTC"))}. ${formatNumber(report.events)} events, ${formatNumber(report.accounts)} accounts.</p>
<p>${escape(routingWords(report))}</p>
${firstStep(report, links)}
${dashboardSection(links.dashboards, boards)}
${summary.problems.map((problem) => `<p><strong>Note:</strong> ${escape(problem)}</p>`).join("")}
<h2>Top accounts</h2>
<div class="wrap"><table><thead><tr><th class="n">Score</th><th>Account</th><th>Why now</th></tr></thead><tbody>${accounts.join("")}</tbody></table></div>
<h2>Signals</h2>
<p class="quiet">Fired: newly, outside the account's cooldown. Active: the condition holds, whether it fired today or lately.</p>
<div class="wrap"><table><thead><tr><th>Signal</th><th class="n">Fired</th><th class="n">Active</th><th>Note</th></tr></thead><tbody>${signals.join("")}</tbody></table></div>
${proofSection(report)}
<h2>This run</h2>
<p>${summary.queries} queries. ${escape(writesWords(report))}</p>
<p class="quiet">${Object.entries(report.seconds)
        .map(([part, seconds]) => `${escape(part)} ${seconds.toFixed(1)} s`)
        .join(" · ")}</p>
</body></html>
`
}

/** Serves the page and its data (`/report.json`) on loopback. */
export async function servePage(
    report: DemoReport,
    source: string,
    port: number,
    links: DemoLinks,
): Promise<{url: string; server: LoopbackServer}> {
    const boards = links.dashboards === null ? null : await dashboardLinks(links.dashboards)
    const html = resultPage(report, source, links, boards)
    const server = await listenOnLoopback(async (request, response) => {
        if (request.url === "/report.json") {
            response
                .writeHead(200, {"content-type": "application/json; charset=utf-8"})
                .end(JSON.stringify(report))
            return
        }
        if (request.url !== "/") {
            response
                .writeHead(404, {"content-type": "text/plain; charset=utf-8"})
                .end("Not here. The result is at /")
            return
        }
        response.writeHead(200, {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        })
        response.end(html)
    }, port)
    return {url: `${server.url}/`, server}
}

/** The dashboards, each one click away. */
function dashboardSection(list: string | null, boards: readonly DashboardLink[] | null): string {
    if (list === null) return ""
    const all = `<a href="${escape(list)}">all dashboards</a>`
    const each = (boards ?? []).map(({title, url}) => `<a href="${escape(url)}">${escape(title)}</a>`)
    return `<p>As PostHog shows it: ${[...each, all].join(" · ")}</p>`
}

/** The hottest company as a rep meets it, one click away. */
function firstStep({top}: DemoReport, {companies}: DemoLinks): string {
    const first = top.find(({account}) => companies.has(account))
    if (first === undefined) return ""
    return `<p><a class="go" href="${escape(companies.get(first.account) ?? "")}">Open ${escape(first.name)} in the CRM, as a rep sees it</a></p>`
}

function nameOf({account, name}: DemoReport["top"][number], {companies}: DemoLinks): string {
    const page = companies.get(account)
    return page === undefined ? escape(name) : `<a href="${escape(page)}">${escape(name)}</a>`
}

/** What the signals would have told on the company's own history. */
function proofSection(report: DemoReport): string {
    const proof = proofOf(report)
    if (proof === null) return ""
    const rows = proof.signals.map(
        ({title, verdict, sentence, record}) =>
            `<tr><td>${escape(title)}</td><td>${escape(verdict)}</td><td>${escape(sentence.replace(`${title}: ${verdict}. `, ""))}<br><span class="quiet">${escape(record)}</span></td></tr>`,
    )
    return `<h2>Proof on the history</h2>
<p class="quiet">${escape(proof.opening)} Ranges are 95 % ranges.</p>
<div class="wrap"><table><thead><tr><th>Signal</th><th>Verdict</th><th>What happened</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`
}

function titleOf(type: string): string {
    return signalById(type)?.title ?? type
}

function escape(text: string): string {
    return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
