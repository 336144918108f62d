/** Run with tsx: builds the plugin into the folder that the first argument names and prints where it lies, as JSON. */
import {buildPlugin} from "../../../scripts/build/build-plugin"

const plugin = await buildPlugin(process.argv[2])
process.stdout.write(JSON.stringify(plugin))
