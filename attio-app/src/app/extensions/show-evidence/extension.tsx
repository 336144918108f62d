import {Extensions, runQuery, showToast} from "attio/client"

import {showEvidence} from "../../../beton/evidence/show-evidence"
import {isBetonObject} from "../../../beton/pairing-state"
import readName from "../../../graphql/read-name.graphql"

export default Extensions.defineExtension({
    type: "record-action",
    id: "show-evidence",
    label: "Show Beton evidence",
    icon: "Bolt",
    objects: ["deals", "companies"],
    onTrigger: async ({recordId, object}) => {
        if (!isBetonObject(object)) return
        const asked = {recordId, isDeal: object === "deals", isCompany: object === "companies"}
        // Nothing would happen at all if a failure went on from here.
        const {company, deal} = await runQuery(readName, asked).catch(() => ({company: null, deal: null}))
        const record = object === "deals" ? deal : company
        if (record === null || record === undefined)
            await showToast({variant: "warning", title: "This record could not be read", text: "Reload the page and try again."}) // prettier-ignore
        else await showEvidence({recordId, object, name: record.name})
    },
})
