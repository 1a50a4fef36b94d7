import { expect, it, onTestFinished } from 'vitest'
import { answering, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { describeWith } from '../tools.ts'
import { openScene } from './scene.ts'

describeWith(['chromium'], 'mail on the account page', ({ chromium }) => {
  it('a test mail goes by the settings that stand there, and what the server says is shown', async () => {
    const server = await startMailServer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(answering(550, 'gone is unknown')) : done(),
    })
    const scene = await openScene(chromium, { sample: true })
    onTestFinished(() => scene.close())
    await scene.editor.goTo('Account')
    const mail = scene.page.getByRole('region', { name: 'Mail' })
    const send = async (to: string) => {
      await mail.getByLabel('Send a test mail to').fill(to)
      await mail.getByRole('button', { name: 'Send', exact: true }).click()
    }
    const says = (words: string) => mail.getByRole('status').getByText(words).waitFor()
    await send('ann@example.test')
    await says('No mail server is named.')
    await mail.getByRole('button', { name: 'Server and sender' }).click()
    await mail.getByLabel('Mail server').fill('127.0.0.1')
    await mail.getByLabel('Port').fill(String(server.port))
    await mail.getByLabel('Encryption').click()
    await scene.page.getByRole('option', { name: /^None/ }).click()
    await mail.getByLabel('Sender address').fill('office@example.test')
    await mail.getByLabel('Sender name').fill('Front desk')
    await scene.editor.saved()
    await send('ann@example.test')
    await says('The server took it: 250 taken')
    expect(server.received).toMatchObject([{ from: 'office@example.test', to: ['ann@example.test'] }])
    await send('gone@example.test')
    await says('The server refused it: 550 gone is unknown')
    await server.close()
    await send('ann@example.test')
    await mail
      .getByRole('status')
      .getByText(/^The server could not be used: /)
      .waitFor()
  })
})
