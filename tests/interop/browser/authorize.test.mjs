import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { publicApp } from '../support/app.mjs';
import { noBrowser, openPage } from '../support/browser.mjs';
import { deploy, orgWithConnection } from '../support/jsforce.mjs';
import { listenForCallback } from '../support/loopback.mjs';

/** A desktop client as RFC 8252 draws it, and a browser on the org's authorize page. */
async function startClient(t) {
    const callback = await listenForCallback(t);
    const { org, connection } = await orgWithConnection(t);
    const app = publicApp(callback.url);
    await deploy(connection, app.records);
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(16).toString('base64url');
    const request = new URLSearchParams({
        response_type: 'code', client_id: app.key, redirect_uri: callback.url, scope: 'openid id api refresh_token', state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
    });
    const page = await openPage(t);
    await page.goto(`${org.url}/services/oauth2/authorize?${request}`);
    const redeem = (code) => fetch(`${org.url}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'authorization_code', code, client_id: app.key, redirect_uri: callback.url, code_verifier: verifier }),
    });
    return { org, app, callback, page, state, redeem };
}

async function logIn(page, username, password) {
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log In' }).click();
}

test('a user logs in and allows a PKCE client in a real browser', { skip: noBrowser }, async (t) => {
    const { org, callback, page, state, redeem } = await startClient(t);
    const complaints = [];
    page.on('console', (message) => message.location().url.endsWith('/favicon.ico') || complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    await logIn(page, org.username, 'not the password');
    assert.match(await page.getByRole('alert').textContent(), /check your username and password/);
    await logIn(page, org.username, org.password);
    assert.match(await page.getByRole('main').textContent(), /Depot Display ECA/);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You can close this page').waitFor();

    const answer = await callback.answer;
    assert.equal(answer.get('state'), state);
    const response = await redeem(answer.get('code'));
    assert.equal(response.status, 200);
    const token = await response.json();
    assert.ok(token.refresh_token);
    const claims = JSON.parse(Buffer.from(token.id_token.split('.')[1], 'base64url'));
    assert.equal(claims.iss, org.url);

    const userinfo = await fetch(`${org.url}/services/oauth2/userinfo`, { headers: { Authorization: `Bearer ${token.access_token}` } });
    assert.equal(userinfo.status, 200);
    assert.equal((await userinfo.json()).preferred_username, org.username);
    assert.deepEqual(complaints, []);
});

test('a user who denies in a real browser sends the client an error', { skip: noBrowser }, async (t) => {
    const { org, callback, page, state } = await startClient(t);
    await logIn(page, org.username, org.password);
    await page.getByRole('button', { name: 'Deny' }).click();
    const answer = await callback.answer;
    assert.equal(answer.get('error'), 'access_denied');
    assert.equal(answer.get('state'), state);
});

test('a wrong callback is told to the user and never to the callback', { skip: noBrowser }, async (t) => {
    const { org, app, page } = await startClient(t);
    const response = await page.goto(`${org.url}/services/oauth2/authorize?${new URLSearchParams({ response_type: 'code', client_id: app.key, redirect_uri: 'http://127.0.0.1:9/elsewhere' })}`);
    assert.equal(response.status(), 400);
    assert.equal(new URL(page.url()).origin, org.url);
    assert.match(await page.getByRole('main').textContent(), /redirect_uri_mismatch/);
});
