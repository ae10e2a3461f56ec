import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];
const places = {
    darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']].filter(Boolean)
        .flatMap((folder) => [path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'), path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe')]),
};

/** A browser of this machine, or the one that package-lock.json names for Linux on x64; null where there is neither. CHROME_PATH names another. */
async function findBrowser() {
    if (process.env.CHROME_PATH) {
        return { executablePath: process.env.CHROME_PATH, args: [] };
    }

    const onPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, process.platform === 'win32' ? `${name}.exe` : name)));
    const installed = [...onPath, ...places[process.platform] ?? []].find((file) => existsSync(file));
    if (installed) {
        return { executablePath: installed, args: [] };
    }

    if (process.platform !== 'linux' || process.arch !== 'x64') {
        return null;
    }

    const { default: packed } = await import('@sparticuz/chromium');
    return { executablePath: await packed.executablePath(), args: packed.args };
}

const browser = await findBrowser();

/** Why no browser can be started, or false. */
export const noBrowser = browser === null && 'no Chromium, Chrome or Edge was found; CHROME_PATH can name one';

/** A page in a new headless browser that ends with the test. */
export async function openPage(t) {
    const started = await chromium.launch({ ...browser, headless: true });
    t.after(() => started.close());
    return started.newPage();
}
