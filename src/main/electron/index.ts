import { basename, extname, join, resolve } from 'node:path'
import { app, BrowserWindow, dialog, safeStorage, session, shell } from 'electron'
import { pino } from 'pino'
import { beOwnerOnly } from '../../engine/control/owner-only.ts'
import { type App, startApp } from '../app.ts'
import { defaultDataDir, parseElectronArguments } from '../app-arguments.ts'
import { embeddedEngine } from '../deploy/embedded/embedded-target.ts'
import { noEngine } from '../deploy/no-engine.ts'
import { designToOpen } from '../design-to-open.ts'
import { fileKeyIn, keychainKeyKeeper } from '../keys/key-keeper.ts'
import { resourcesDir } from '../resources-dir.ts'
import { secretSealer } from '../store/secret-sealer.ts'
import { quitAnswers, quitQuestion, type QuitAnswer, staysWithoutWindow } from './background.ts'
import { installMenu } from './menu.ts'
import { declarePageProtocol, servePage } from './page-protocol.ts'
import { secureContents, secureSession } from './secure-session.ts'
import { serveWindows } from './serve-windows.ts'
import { hideTray, showTray } from './tray.ts'
import { openWindow } from './window.ts'

/**
 * The desktop shell. It is thin on purpose: no Electron binary runs where the tests run, so everything with a decision in it (store, API,
 * engine, static files, permissions) lives outside and is tested through the web host or as plain functions.
 */
const log = pino({ level: process.env['CALLWRIGHT_LOG'] ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
beOwnerOnly()
let room: App | undefined
/** Asked for by the operating system before the app was ready. */
let pathFromSystem: string | undefined

if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  declarePageProtocol()
  secureContents(app)
  app.on('second-instance', (_event, args) => {
    const { designPath } = parseElectronArguments(args.slice(1))
    if (designPath !== null) openDesign(designPath)
    focusWindow()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (room) openDesign(path)
    else pathFromSystem = path
  })
  app.on('window-all-closed', () => {
    if (!room || !staysWithoutWindow(process.platform, statuses(room))) app.quit()
    else if (process.platform !== 'darwin') showTray({ open: focusWindow, quit: () => app.quit() })
  })
  app.on('activate', focusWindow)
  let leave = false
  let closing = false
  app.on('before-quit', (event) => {
    if (!room || closing) return
    const answer = askBeforeQuit(room)
    if (answer === 'cancel') return event.preventDefault()
    leave = answer === 'leave'
  })
  // Once the windows are closed: one that holds unsaved changes may stop it, and then needs the back room.
  app.on('will-quit', (event) => {
    if (!room || closing) return
    closing = true
    event.preventDefault()
    void room.close({ leave }).finally(() => app.quit())
  })
  app.whenReady().then(start).catch(giveUp)
}

async function start(): Promise<void> {
  secureSession(session.defaultSession)
  servePage()
  const wanted = parseElectronArguments(process.argv.slice(1))
  const dataDir = resolve(wanted.dataDir ?? app.getPath('userData'))
  const keeper = keychainKeyKeeper(dataDir, safeStorage)
  const commandLineKey = fileKeyIn(defaultDataDir(process.platform, process.env))
  const store = {
    sealer: secretSealer(
      () => keeper.key(),
      () => (commandLineKey ? [commandLineKey] : []),
    ),
  }
  const path = await designToOpen({ ...wanted, designPath: pathFromSystem ?? wanted.designPath, dataDir }, store)
  room = startApp(path, {
    dataDir,
    store,
    key: () => keeper.key(),
    makeTargets: [wanted.engine ? embeddedEngine({ dataDir, sip: wanted.sip, provision: wanted.provision }) : noEngine],
  })
  serveWindows({ app: room, onUnexpected: (error, procedure) => log.error({ err: error, procedure }, 'unexpected') })
  installMenu({
    openDesign: () => void chooseDesign(),
    newDesign: () => void chooseNewDesign(),
    showLicences: () => void shell.openPath(join(resourcesDir(), 'third-party-licences.txt')),
  })
  openWindow()
  void room.targets.start()
}

/** Nothing can be shown in a window without a design. */
function giveUp(error: unknown): void {
  dialog.showErrorBox('Callwright cannot start', messageOf(error))
  app.exit(1)
}

function openDesign(path: string): void {
  try {
    room?.open(path)
  } catch (error) {
    dialog.showErrorBox('The design cannot be opened', messageOf(error))
  }
}

async function chooseDesign(): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters: FILTERS })
  if (filePaths[0] !== undefined) openDesign(filePaths[0])
}

async function chooseNewDesign(): Promise<void> {
  const { filePath } = await dialog.showSaveDialog({ defaultPath: 'My company.callwright', filters: FILTERS })
  if (filePath === '') return
  const path = extname(filePath) === '.callwright' ? filePath : `${filePath}.callwright`
  try {
    await room?.create({ path, name: basename(path, '.callwright'), sample: false })
  } catch (error) {
    dialog.showErrorBox('The design cannot be created', messageOf(error))
  }
}

function focusWindow(): void {
  if (!room) return
  hideTray()
  const window = BrowserWindow.getAllWindows()[0] ?? openWindow()
  if (window.isMinimized()) window.restore()
  window.focus()
}

const statuses = ({ targets }: App) => targets.list().map((target) => target.status())

function askBeforeQuit(asked: App): QuitAnswer {
  const question = quitQuestion(statuses(asked))
  if (!question) return 'end'
  const { message, detail, buttons } = question
  const answer = dialog.showMessageBoxSync({
    type: 'warning',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: quitAnswers.indexOf('cancel'),
  })
  return quitAnswers[answer] ?? 'cancel'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const FILTERS = [{ name: 'Callwright design', extensions: ['callwright'] }]
