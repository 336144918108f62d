import {Extensions, Widget} from "attio/client"

/** `attio build` takes a DOM tag; the host must not draw it. */
export default Extensions.defineExtension({
    type: "record-widget",
    id: "forbidden",
    label: "DOM tag",
    objects: "people",
    Widget: () => (
        <Widget.TextWidget>
            <Widget.Title>Before</Widget.Title>
            <div id="from-the-app">A tag of the browser</div>
        </Widget.TextWidget>
    ),
})
