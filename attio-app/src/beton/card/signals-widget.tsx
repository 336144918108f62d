import {type Query, Settings, useQuery, Widget} from "attio/client"

import schema from "../../app/settings/schema"
import readRecord from "../../graphql/read-record.graphql"
import {showEvidence} from "../evidence/show-evidence"
import {type BetonObject, pairingOf, slugsOf, withoutUnwritten} from "../pairing-state"
import {factsOfRecord, type QueriedRecord} from "../record-facts"
import {Band} from "./badge"
import {cardOf} from "./card-of"

/** Narrowed to the two objects that the widget is shown on. */
type RecordQuery = Query<{recordId: string; object: string} & ReturnType<typeof slugsOf>, {record: QueriedRecord | null}> // prettier-ignore

/** The card of a record, from its own attributes: one query, nothing else (F10). A click opens the evidence. */
export function SignalsWidget({recordId, object}: {readonly recordId: string; readonly object: BetonObject}) {
    const pairing = pairingOf(Settings.useSettings(schema).pairing)
    const {record} = useQuery(readRecord as RecordQuery, {recordId, object, ...slugsOf(pairing, object)})
    if (record === null) return <Unread />
    const {band, headline, lines} = cardOf(factsOfRecord(withoutUnwritten(record, pairing, object)), pairing, Date.now())
    return (
        <Widget.TextWidget onTrigger={() => showEvidence({recordId, object, name: record.name})}>
            <Widget.Title>Beton</Widget.Title>
            <Band band={band} />
            <Widget.Text.Primary>{headline}</Widget.Text.Primary>
            {lines.map((line) => (
                <Widget.Text.Secondary key={line}>{line}</Widget.Text.Secondary>
            ))}
        </Widget.TextWidget>
    )
} // prettier-ignore

/** In place of a card that cannot be drawn. */
export function Unread() {
    return (
        <Widget.TextWidget>
            <Widget.Title>Beton</Widget.Title>
            <Widget.Text.Primary>This record could not be read</Widget.Text.Primary>
            <Widget.Text.Secondary>
                Reload the page. If it stays so, ask an admin to check the connection in Settings.
            </Widget.Text.Secondary>
        </Widget.TextWidget>
    )
}
