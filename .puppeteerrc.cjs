/**
 * Installing the dependencies never downloads a browser: scripts/browser.mjs looks for the user's own first.
 * @type {import('puppeteer').Configuration}
 */
module.exports = { skipDownload: true };
