import {bestRecall} from "./best-recall"
import {expectedSignals} from "./expected"
import {storyTruth} from "./truth"

test("other seeds are about as good", () => {
    const recalls = [101, 102].map((seed) => {
        const wanted = new Set(
            storyTruth({seed})
                .accounts.filter(({readyNow}) => readyNow)
                .map(({key}) => key),
        )
        return bestRecall(expectedSignals({seed}), wanted).recall
    })
    expect(recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length).toBeGreaterThanOrEqual(0.6)
})
