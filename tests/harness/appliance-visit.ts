// Run inside a throw-away root, beside an installed engine: what an app and a phone do there. One JSON object goes to stdout.
import { readFileSync } from 'node:fs'
import { bundleIdOf, connectControl } from '../../src/engine/control/client.ts'
import { DESIGN_SCHEMA_VERSION, makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from './design.ts'
import { flow } from './flow.ts'
import { startSoftPhone } from './soft-phone.ts'
import { pause, until } from './until.ts'

const [sipPort = '5060', ...wishes] = process.argv.slice(2)
const token = readFileSync('/var/lib/callwright/control-token', 'utf8').trim()
const connection = connectControl({ url: 'http://127.0.0.1:8880', token })
const { client } = connection

if (wishes.includes('design')) {
  const documents = [
    ...company(),
    ...seat('1001'),
    makeDocument('mailbox', {
      id: 'box',
      name: 'Box',
      number: '7000',
      skipGreeting: true,
      skipInstructions: true,
      minMessageSec: 0,
    }),
    flow('box-flow', {
      numbers: ['7000'],
      nodes: { voicemail: { type: 'voicemail', settings: { mailboxId: 'box' } } },
    }),
  ]
  const id = bundleIdOf(documents)
  const about = { designId: 'd', designName: 'Installed', schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: Date.now() }
  await client.bundle.put({ id, ...about, documents: documents.map((document) => ({ ...document })) })
  await client.bundle.activate({ id })
}
if (wishes.includes('message')) {
  const phone = await startSoftPhone({
    username: '1001',
    enginePort: Number(sipPort),
    speaksHz: 440,
    host: '127.0.0.11',
  })
  const call = await phone.dial('7000')
  await pause(900) // the tone, and a word
  await call.hangUp()
  await until('the message is in the box', async () => (await client.messages.list({})).length > 0)
  // It does not unregister: its registration is what an upgrade keeps.
}
const [health, registrations, messages] = [
  await client.health(),
  await client.registrations(),
  await client.messages.list({}),
]
console.log(JSON.stringify({ health, registrations, messages }))
connection.close()
process.exit(0)
