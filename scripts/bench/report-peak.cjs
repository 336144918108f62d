// Loaded before the runner (`node --require`): prints its peak resident memory when it ends.
process.on("exit", () => process.stderr.write(`peak_rss_kb=${process.resourceUsage().maxRSS}\n`))
