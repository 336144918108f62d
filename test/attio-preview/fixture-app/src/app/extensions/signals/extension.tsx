import {Badge, Extensions, runQuery, useAsyncCache, Widget} from "attio/client"

import {showEvidence} from "../../../inside/evidence-dialog"
import getCompany from "../../../inside/get-company.graphql"

function Tier() {
    return <Badge color="orange">Hot</Badge>
}

async function loadScore(id: string): Promise<number | null> {
    const {company} = await runQuery(getCompany, {id})
    const score = company?.score
    return score && "value" in score && typeof score.value === "number" ? score.value : null
}

export default Extensions.defineExtension({
    type: "record-widget",
    id: "signals",
    label: "Fixture signals",
    color: "#f97316",
    objects: ["companies"],
    Widget: ({recordId}) => {
        const {score} = useAsyncCache({score: [loadScore, recordId]}).values
        return (
            <Widget.TextWidget onTrigger={() => showEvidence(recordId)}>
                <Widget.Title>Fixture</Widget.Title>
                <Widget.Text.Primary>{score === null ? "No score" : `${score} / 100`}</Widget.Text.Primary>
                <Widget.Text.Secondary>2 signals</Widget.Text.Secondary>
                <Tier />
            </Widget.TextWidget>
        )
    },
})
