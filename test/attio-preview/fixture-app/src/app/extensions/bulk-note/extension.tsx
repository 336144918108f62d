import {confirm, Extensions, showToast} from "attio/client"

export default Extensions.defineExtension({
    type: "bulk-record-action",
    id: "bulk-note",
    label: "Count chosen",
    objects: ["companies", "deals"],
    onTrigger: async ({runRecordBatches}) => {
        if (!(await confirm({title: "Count them?", confirmLabel: "Count"}))) return
        const outcome = await runRecordBatches(
            {
                batchSize: 2,
                onStart: () => ({title: "Counting"}),
                onProgress: ({processedRecords, totalRecords}) => ({
                    text: `${processedRecords} of ${totalRecords}`,
                }),
                onComplete: () => ({title: "Counted"}),
            },
            async ({recordIds}) => recordIds.length,
        )
        const total = (outcome.success ? outcome.results : outcome.partialResults).reduce((a, b) => a + b, 0)
        await showToast({variant: "success", title: `${total} counted`})
    },
})
