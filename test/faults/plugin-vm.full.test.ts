import {buildForTests} from "../runner/support/built"
import {type Bench, inMode, openBench} from "./support/bench"
import {vmMode} from "./support/hosts"
import {killPoints} from "./support/kill-cases"
import {runMatrix} from "./support/matrix"

jest.setTimeout(900_000)

let bench: Bench
beforeAll(async () => {
    const [plugin, built] = await Promise.all([openBench(), buildForTests()])
    bench = await inMode(plugin, vmMode(built))
})

it("the packed plugin in the VM of the plugin server, killed at one call of each kind", async () => {
    const {failures} = await runMatrix("Kill points, plugin VM", killPoints(bench, "kinds"), 2)
    expect(failures).toEqual([])
})
