// `npm run screenshots`: a tour of the built app in a real browser, into docs/screenshots.
import './check-node.mjs'

const { takeScreenshots } = await import('./screenshots.ts')
await takeScreenshots()
