import {Extensions, showIframe} from "attio/client"

const HTML = `<!doctype html><html lang="en"><head><title>Workbench</title></head><body><h1>Workbench</h1><p id="said">waiting</p><button id="ask">Ask</button><button id="done">Done</button>
<script>
document.getElementById("said").textContent = "start " + window.ATTIO_INITIAL_DATA.object
addEventListener("message", (event) => { document.getElementById("said").textContent = event.data.text })
document.getElementById("ask").onclick = () => parent.postMessage({type: "ask"}, "*")
document.getElementById("done").onclick = () => parent.postMessage({type: "close"}, "*")
</script></body></html>`

export default Extensions.defineExtension({
    type: "object-action",
    id: "workbench",
    label: "Open workbench",
    onTrigger: async ({object}) => {
        await showIframe({
            html: HTML,
            width: "600px",
            height: "300px",
            initialData: {object},
            onMessage: (message, {hideIframe, sendMessage}) => {
                const type = (message as {type?: unknown} | null)?.type
                if (type === "ask") sendMessage({text: `answer for ${object}`})
                if (type === "close") hideIframe()
            },
        })
    },
})
