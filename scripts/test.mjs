// README command two: style and types, one build for the browser tests, then every test.
import './check-node.mjs'

const { runTests } = await import('./run-tests.ts')
process.exitCode = await runTests(process.argv.slice(2))
