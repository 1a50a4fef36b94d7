// npm scripts run under the Node that npm installed into node_modules/.bin; anything else is a mistake worth naming.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`Node ${process.versions.node} is too old (22.18 or newer): run "npm ci", then use the npm scripts.`)
  process.exit(1)
}
