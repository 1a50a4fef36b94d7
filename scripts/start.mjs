// README command one: build when needed, then Callwright in the best window this machine offers.
import './check-node.mjs'

const { start } = await import('./start.ts')
process.exitCode = await start(process.argv.slice(2))
