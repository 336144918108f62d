import {Extensions} from "attio/client"

import {showEvidence} from "../../../inside/evidence-dialog"

export default Extensions.defineExtension({
    type: "record-action",
    id: "evidence",
    label: "Show evidence",
    objects: "companies",
    onTrigger: async ({recordId}) => showEvidence(recordId),
})
