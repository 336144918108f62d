import {Extensions} from "attio/client"

import {Guard} from "../../../beton/card/guard"
import {SignalsWidget, Unread} from "../../../beton/card/signals-widget"
import {isBetonObject} from "../../../beton/pairing-state"

export default Extensions.defineExtension({
    type: "record-widget",
    id: "beton-signals",
    label: "Beton signals",
    objects: ["deals", "companies"],
    Widget: ({recordId, object}) => (
        <Guard fallback={<Unread />}>
            {isBetonObject(object) ? <SignalsWidget recordId={recordId} object={object} /> : <Unread />}
        </Guard>
    ),
})
