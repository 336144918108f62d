import {refuse} from "../api"
import {showToast} from "../sdk/toast"

interface Progress {
    readonly processedRecords: number
    readonly totalRecords: number
    readonly batchSize: number
    readonly batchIndex: number
    readonly totalBatches: number
    readonly lastBatchSize: number
}

type Words = {readonly title?: string; readonly text?: string} | void

interface BatchOptions {
    readonly batchSize: number
    readonly onStart?: (progress: Progress) => Words | Promise<Words>
    readonly onProgress?: (progress: Progress) => Words | Promise<Words>
    readonly onComplete?: (progress: Progress) => Words | Promise<Words>
    readonly onError?: (progress: Progress, error: unknown) => Words | Promise<Words>
}

type Toast = {updateToast: (options: object) => Promise<void>}

const MOST = 250

/** `runRecordBatches` of a bulk action over the chosen records; draws its own toast (SDK.md §2.1). */
export function runRecordBatches(ids: readonly string[]) {
    return async (
        options: BatchOptions,
        worker: (batch: {recordIds: string[]}) => Promise<unknown>,
    ): Promise<object> => {
        const {batchSize, onStart, onProgress, onComplete, onError} = options
        if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MOST)
            refuse(`batchSize is a whole number from 1 to ${MOST}.`)
        const totalBatches = Math.ceil(ids.length / batchSize)
        const at = (batchIndex: number, lastBatchSize: number): Progress => ({
            processedRecords: Math.min(batchIndex * batchSize, ids.length),
            ...{totalRecords: ids.length, batchSize, batchIndex, totalBatches, lastBatchSize},
        })
        const toast = (await showToast({
            ...{variant: "neutral", title: "Working", dismissable: false, progress: 0},
            ...(await onStart?.(at(0, 0))),
        })) as Toast
        const results: unknown[] = []
        for (let index = 0; index < totalBatches; index++) {
            const recordIds = ids.slice(index * batchSize, (index + 1) * batchSize)
            const progress = at(index + 1, recordIds.length)
            try {
                const result = await worker({recordIds})
                if (result !== undefined) results.push(result)
            } catch (error) {
                const words = await onError?.(progress, error)
                await toast.updateToast({...end("error", "It did not work"), ...words})
                return {success: false, partialResults: results, error}
            }
            const percent = Math.round((progress.processedRecords / Math.max(1, ids.length)) * 100)
            await toast.updateToast({progress: Math.min(percent, 99), ...(await onProgress?.(progress))})
        }
        await toast.updateToast({...end("success", "Done"), ...(await onComplete?.(at(totalBatches, 0)))})
        return {success: true, results}
    }
}

const end = (variant: string, title: string): object => ({variant, title, progress: 100, dismissable: true})
