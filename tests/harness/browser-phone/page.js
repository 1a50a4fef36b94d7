import JsSIP from 'jssip'

/* The page of a browser phone for tests: what tests ask of it stands in `phone`. */

const session = { current: undefined }
let userAgent
const context = new AudioContext()
let analyser

function adopt(rtc) {
  session.current = rtc
  const listen = (connection) =>
    connection.addEventListener('track', ({ track }) => {
      const stream = new MediaStream([track])
      const element = new Audio()
      element.srcObject = stream
      void element.play()
      analyser = context.createAnalyser()
      analyser.fftSize = 8192
      context.createMediaStreamSource(stream).connect(analyser)
    })
  if (rtc.connection) listen(rtc.connection)
  rtc.on('peerconnection', ({ peerconnection }) => listen(peerconnection))
  rtc.on('icecandidate', ({ candidate, ready }) => {
    if (candidate.type === 'host') ready()
  })
}

const settled = (rtc) =>
  new Promise((resolve, reject) => {
    rtc.on('confirmed', () => resolve('confirmed'))
    rtc.on('failed', ({ cause }) => reject(new Error(cause)))
  })

const constraints = {
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  video: false,
}

window.phone = {
  register({ url, uri, password }) {
    userAgent = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(url)],
      uri,
      password,
      register: true,
      session_timers: false,
    })
    userAgent.on('newRTCSession', ({ session: rtc, originator }) => {
      if (originator === 'remote') {
        adopt(rtc)
        rtc.answer({ mediaConstraints: constraints })
      }
    })
    return new Promise((resolve, reject) => {
      userAgent.on('registered', () => resolve('registered'))
      userAgent.on('registrationFailed', ({ cause }) => reject(new Error(cause)))
      userAgent.start()
    })
  },
  call(number) {
    const rtc = userAgent.call(number, { mediaConstraints: constraints })
    adopt(rtc)
    return settled(rtc)
  },
  press: (keys) => session.current.sendDTMF(keys, { transportType: 'RFC2833', duration: 100 }),
  hold: () => new Promise((resolve) => session.current.hold({}, resolve)),
  resume: () => new Promise((resolve) => session.current.unhold({}, resolve)),
  restartIce: () =>
    new Promise((resolve) => session.current.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, resolve)),
  iceState: () => session.current.connection.iceConnectionState,
  hangUp: () => session.current.terminate(),
  isOver: () => session.current === undefined || session.current.isEnded(),
  async heardHz() {
    await context.resume()
    const bins = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(bins)
    let loudest = 0
    for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[loudest]) loudest = bin
    return bins[loudest] > -60 ? (loudest * context.sampleRate) / analyser.fftSize : 0
  },
}
