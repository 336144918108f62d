import {Banner, DescriptionList, Divider, Link, Section, Table, Typography} from "attio/client"

import {isRunLate} from "../card/freshness"
import {ageText} from "../words"
import type {EvidenceAnswer, EvidenceView, PastFiring, PersonView, SignalView} from "./view"

/** The evidence as a page: why now, what to do, whom to call, and what is behind it. */
export function EvidenceBody({evidence, people, peopleNote, note}: EvidenceAnswer) {
    return (
        <>
            {note === null ? null : <Banner variant="neutral">{note}</Banner>}
            <Late lastRun={evidence.lastRun} />
            {evidence.distrusted === null ? null : <Banner variant="warning">{evidence.distrusted}</Banner>}
            <Summary evidence={evidence} />
            <Section title="Whom to call">
                <People people={people} note={peopleNote} />
            </Section>
            {evidence.newest?.signals.map((signal) => (
                <SignalSection key={signal.id} signal={signal} />
            ))}
            <History past={evidence.past} />
            <Freshness evidence={evidence} />
        </>
    )
}

/** Said first: what follows may be out of date. */
function Late({lastRun}: Pick<EvidenceView, "lastRun">) {
    if (lastRun !== null && !isRunLate(lastRun.finishedAt, Date.now())) return null
    const last = lastRun === null ? "has not looked in the last 30 days" : `last looked ${ageText(lastRun.finishedAt, Date.now())}`
    return <Banner variant="warning">{`Beton ${last}, though it looks every day: this may be out of date. Ask an admin to run the connection check in Settings.`}</Banner>
} // prettier-ignore

function Summary({evidence: {newest, breakdown, next}}: {readonly evidence: EvidenceView}) {
    if (newest === null)
        return (
            <Section title="Why now">
                <Typography.Body>
                    No signal of this account in the last 90 days. Nothing to do until one is active.
                </Typography.Body>
            </Section>
        )
    return (
        <Section title="Why now" description={`Score ${newest.score} of 100, ${ageText(newest.asOf, Date.now())}`}>
            <Typography.Body>{newest.whyNow}</Typography.Body>
            <DescriptionList>
                <DescriptionList.Item label="Next">{next}</DescriptionList.Item>
                <DescriptionList.Item label="Score">{breakdown}</DescriptionList.Item>
                <DescriptionList.Item label="Sales">{newest.routeReason}</DescriptionList.Item>
            </DescriptionList>
            {newest.partial ? <Typography.Caption>Some signals could not be computed that day, so the score may be too low.</Typography.Caption> : null}
        </Section>
    )
} // prettier-ignore

function SignalSection({signal}: {readonly signal: SignalView}) {
    return (
        <Section title={signal.isNew ? `${signal.title} (new)` : signal.title} description={signal.observed}>
            {signal.facts.length === 0 ? null : (
                <Typography.Body>{`${asOneLine(signal.facts)}.`}</Typography.Body>
            )}
            {signal.trackRecord.map((sentence) => (
                <Typography.Caption key={sentence}>{sentence}</Typography.Caption>
            ))}
        </Section>
    )
}

/** "People: 2, last page: /pricing". */
function asOneLine(facts: readonly string[]): string {
    return facts.map((fact, i) => (i === 0 ? fact : `${fact.charAt(0).toLowerCase()}${fact.slice(1)}`)).join(", ")
} // prettier-ignore

function People({people, note}: {readonly people: readonly PersonView[]; readonly note: string | null}) {
    return (
        <>
            {people.length === 0 ? null : (
                <DescriptionList>
                    {people.map(({name, jobTitle, url, activity}) => (
                        <DescriptionList.Item key={url ?? name} label={jobTitle === null ? name : `${name}, ${jobTitle}`}>
                            {activity} {url === null ? null : <Link href={url}>{`Open ${name}`}</Link>}
                        </DescriptionList.Item>
                    ))}
                </DescriptionList>
            )}
            {note === null ? null : <Typography.Caption>{note}</Typography.Caption>}
        </>
    )
} // prettier-ignore

function History({past}: {readonly past: readonly PastFiring[]}) {
    if (past.length === 0) return null
    return (
        <Section title="Before that" description="Earlier days on which a signal fired, newest first.">
            <Table label="Earlier days">
                <Table.Header>
                    <Table.HeaderCell>When</Table.HeaderCell>
                    <Table.HeaderCell>Score</Table.HeaderCell>
                    <Table.HeaderCell>Signals</Table.HeaderCell>
                </Table.Header>
                <Table.Body>
                    {past.map(({asOf, score, titles, replayed}) => (
                        <Table.Row key={asOf}>
                            <Table.Cell>{replayed ? `${ageText(asOf, Date.now())}, before Beton was installed` : ageText(asOf, Date.now())}</Table.Cell>
                            <Table.Cell>{score}</Table.Cell>
                            <Table.Cell>{titles.join(", ")}</Table.Cell>
                        </Table.Row>
                    ))}
                </Table.Body>
            </Table>
        </Section>
    )
} // prettier-ignore

function Freshness({evidence: {lastRun, link}}: {readonly evidence: EvidenceView}) {
    return (
        <>
            <Divider />
            {lastRun === null ? null : (
                <Typography.Caption>{`Beton last looked ${ageText(lastRun.finishedAt, Date.now())}.`}</Typography.Caption>
            )}
            {lastRun?.problems.map((problem) => (
                <Typography.Caption key={problem}>{problem}</Typography.Caption>
            ))}
            {link === null ? null : <Link href={link}>Open the account in PostHog</Link>}
        </>
    )
}
