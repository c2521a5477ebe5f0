/** Answers with a word of the catalogue, so that what is shown is a field at work. */
export const typedKey = 'd'

/**
 * The stopwatch inside the page. It only listens: a MutationObserver and event listeners, no polling. Times are epoch milliseconds.
 */
const stopwatch = `
const now = () => performance.timeOrigin + performance.now()
const frameDrawn = () => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = done
  port2.postMessage(0)
}))
const until = (find) => new Promise((found) => {
  const look = () => {
    const element = find()
    if (!element) return
    observer.disconnect()
    found(element)
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true, attributes: true })
  look()
})
const firstPaint = () => new Promise((painted) => {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') painted(performance.timeOrigin + entry.startTime)
  }).observe({ type: 'paint', buffered: true })
})
const findProcedureField = () => [...document.querySelectorAll('label')].find((label) => label.textContent.trim() === 'Thủ tục')?.control
const watchLogin = async () => {
  const password = await until(() => document.querySelector('input[type=password]'))
  globalThis.bench = {
    passwordEntered: new Promise((done) => addEventListener('keydown', (event) => event.key === 'Enter' && done(now()), { capture: true })),
    intakeFocused: until(findProcedureField).then(async (field) => {
      // The screen gives it the focus by itself; a frame later the officer would press its key.
      if (document.activeElement !== field) await frameDrawn()
      if (document.activeElement !== field) field.focus()
      globalThis.bench.keyShown = new Promise((done) => field.addEventListener('input', async () => {
        await frameDrawn()
        if (field.value === '${typedKey}') done(now())
      }))
      return now()
    })
  }
  password.focus()
  return now()
}`

/** An expression that may use the stopwatch's functions. */
export function inPage(expression: string): string {
  return `(() => { ${stopwatch}\nreturn ${expression} })()`
}
