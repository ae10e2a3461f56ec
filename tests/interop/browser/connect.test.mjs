import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { publicApp } from '../support/app.mjs';
import { noBrowser, openPage } from '../support/browser.mjs';
import { deploy, orgWithConnection } from '../support/jsforce.mjs';
import { noModule, runScript } from '../support/module.mjs';

async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

/** Connect-EcaOrg -Browser, which waits for its callback, and a browser on the page that it named. */
async function startLogin(t, after = '') {
    const callback = `http://localhost:${await freePort()}/OauthRedirect`;
    const { org, connection } = await orgWithConnection(t);
    const app = publicApp(callback);
    await deploy(connection, app.records);
    const run = runScript(t, `$org = Connect-EcaOrg -Browser -ClientId '${app.key}' -Environment '${org.url}' -CallbackUrl '${callback}' -TimeoutSeconds 120; ${after}`);
    const [, address] = await run.seen(/(http:\S+\/services\/oauth2\/authorize\?\S+)\r?\n/);
    const page = await openPage(t);
    await page.goto(address);
    await page.getByLabel('Username').fill(org.username);
    await page.getByLabel('Password').fill(org.password);
    await page.getByRole('button', { name: 'Log In' }).click();
    return { org, callback, run, page };
}

const skip = noModule || noBrowser;

test('Connect-EcaOrg logs in by a real browser, takes no response but its own, and listens no longer', { skip }, async (t) => {
    const { org, callback, run, page } = await startLogin(t, `
        "connected as $($org.Username) by $($org.LoginMethod), renews $($org.RenewsToken)"
        $token = Get-EcaAccessToken -AsPlainText
        "token of $($token.Split('!')[0])"`);

    const stranger = await page.context().browser().newPage();
    await stranger.goto(`${callback}?code=stolen&state=guessed`);
    assert.match(await stranger.textContent('body'), /not the response that was waited for/);

    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You are logged in. Close this page and go back to PowerShell.').waitFor();
    assert.equal(await run.ended, 0, run.text);
    assert.ok(run.text.includes(`connected as ${org.username} by WebServer, renews True`), run.text);
    assert.match(run.text, /token of 00D/);

    // Neither the code, which the browser's address holds, nor a token is in what the command wrote.
    const code = new URL(page.url()).searchParams.get('code');
    assert.ok(code);
    assert.ok(!run.text.includes(code) && !/00D\w{12,15}!/.test(run.text), run.text);
    await assert.rejects(stranger.goto(`${callback}?code=late&state=guessed`), /ERR_CONNECTION_REFUSED/);
});

test('Connect-EcaOrg says that the user denied it in the browser', { skip }, async (t) => {
    const { run, page } = await startLogin(t);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('The login did not succeed').waitFor();
    assert.notEqual(await run.ended, 0);
    assert.match(run.text, /did not let the client .* in/);
    assert.match(run.text, /choose Allow/);
});
