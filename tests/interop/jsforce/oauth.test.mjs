import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { test } from 'node:test';
import { callbackUrl, clientApp, jwtApp, publicApp } from '../support/app.mjs';
import { Connection, OAuth2, connect, deploy, orgWithConnection } from '../support/jsforce.mjs';
import { day } from '../support/practice-org.mjs';
import { User } from '../support/user.mjs';

/** A practice org with an app, what jsforce knows of it, and the administrator in front of a browser. */
async function orgWithApp(t, app, more = { useVerifier: true }) {
    const { org, connection } = await orgWithConnection(t);
    await deploy(connection, app.records);
    const oauth2 = new OAuth2({ loginUrl: org.url, clientId: app.key, redirectUri: callbackUrl, ...more });
    return { org, connection, oauth2, user: new User(org.username, org.password) };
}

/** The app's secret, as an External Client App Developer reads it from the Connect API. */
async function secretOf(connection, app) {
    const { Id } = await connection.sobject('ExternalClientApplication').findOne({ DeveloperName: app.name }, 'Id');
    const { consumers } = await connection.request(`/apps/oauth/credentials/${Id}`);
    const { key, secret } = await connection.request(`${consumers[0].url}?part=keyandsecret`);
    assert.equal(key, app.key);
    return secret;
}

const named = (name, description) => (error) => error.name === name && description.test(error.message);

test('code with PKCE logs a user in to an app without a secret', async (t) => {
    const { org, oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl({ scope: 'api id openid refresh_token', state: 'a b&c' }));
    assert.equal(back.origin + back.pathname, callbackUrl);
    assert.equal(back.searchParams.get('state'), 'a b&c');

    const mine = new Connection({ oauth2, version: '66.0' });
    await mine.authorize(back.searchParams.get('code'));
    assert.equal(mine.instanceUrl, org.url);
    assert.equal((await mine.identity()).username, org.username);
    assert.equal((await mine.query('SELECT Name FROM Organization')).records[0].Name, 'Harbourline Freight');
});

test('a code is good once', async (t) => {
    const { oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl());
    await oauth2.requestToken(back.searchParams.get('code'));
    await assert.rejects(oauth2.requestToken(back.searchParams.get('code')), named('invalid_grant', /expired authorization code/));
});

test('a code is nothing without the verifier that it was asked for with', async (t) => {
    const { oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl());
    oauth2.codeVerifier = 'another-verifier-that-is-long-enough-to-be-one';
    await assert.rejects(oauth2.requestToken(back.searchParams.get('code')), named('invalid_grant', /invalid code verifier/));
});

test('a user who denies is sent back with access_denied and no code', async (t) => {
    const { oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl({ state: 'kept' }), 'Deny');
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('state'), 'kept');
    assert.equal(back.searchParams.has('code'), false);
});

test('code with a secret and without PKCE logs a user in, and only with that secret', async (t) => {
    const app = clientApp({ global: { isPkceRequired: false } });
    const { connection, oauth2, user } = await orgWithApp(t, app, {});
    const code = async () => (await user.authorize(oauth2.getAuthorizationUrl())).searchParams.get('code');
    oauth2.clientSecret = 'not-it';
    await assert.rejects(oauth2.requestToken(await code()), named('invalid_client', /invalid client credentials/));

    oauth2.clientSecret = await secretOf(connection, app);
    const token = await oauth2.requestToken(await code());
    assert.equal(token.token_type, 'Bearer');
    assert.ok(token.refresh_token);
});

test('a connection gets a new access token by itself when its own has ended', async (t) => {
    const { oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl());
    const mine = new Connection({ oauth2, version: '66.0' });
    await mine.authorize(back.searchParams.get('code'));
    const refreshed = [];
    mine.on('refresh', (token) => refreshed.push(token));
    const first = mine.accessToken;
    await oauth2.revokeToken(first);

    assert.equal((await mine.query('SELECT Name FROM Organization')).totalSize, 1);
    assert.equal(refreshed.length, 1);
    assert.notEqual(mine.accessToken, first);
});

test('a refresh token that rotates is good once, and using it again ends what came of it', async (t) => {
    const { oauth2, user } = await orgWithApp(t, publicApp(callbackUrl, { isRefreshTokenRotationEnabled: true }));
    const back = await user.authorize(oauth2.getAuthorizationUrl());
    const first = await oauth2.requestToken(back.searchParams.get('code'));
    const second = await oauth2.refreshToken(first.refresh_token);
    assert.notEqual(second.refresh_token, first.refresh_token);

    await assert.rejects(oauth2.refreshToken(first.refresh_token), named('invalid_grant', /expired access\/refresh token/));
    await assert.rejects(oauth2.refreshToken(second.refresh_token), named('invalid_grant', /expired access\/refresh token/));
});

test('revoking a refresh token ends its access token', async (t) => {
    const { org, oauth2, user } = await orgWithApp(t, publicApp());
    const back = await user.authorize(oauth2.getAuthorizationUrl());
    const token = await oauth2.requestToken(back.searchParams.get('code'));
    const mine = connect(org, { accessToken: token.access_token });
    assert.equal((await mine.identity()).username, org.username);
    await oauth2.revokeToken(token.refresh_token);
    await assert.rejects(mine.query('SELECT Id FROM User'), (error) => error.errorCode === 'INVALID_SESSION_ID');
    await assert.rejects(oauth2.refreshToken(token.refresh_token), named('invalid_grant', /expired access\/refresh token/));
});

test('client credentials run as the user of the policy', async (t) => {
    const runAs = 'warehouse.integration@harbourline.example.com';
    const app = clientApp({ global: { isClientCredentialsFlowEnabled: true }, policies: { clientCredentialsFlowUser: runAs, isClientCredentialsFlowEnabled: true } });
    const { org, connection } = await orgWithApp(t, app);
    const mine = new Connection({ version: '66.0', oauth2: { loginUrl: org.url, clientId: app.key, clientSecret: await secretOf(connection, app) } });
    await mine.authorize({ grant_type: 'client_credentials' });
    assert.equal((await mine.identity()).username, runAs);
    assert.equal(mine.refreshToken, undefined);
});

/** An assertion as RFC 7523 wants it. */
function assertion(app, username, audience, privateKey = app.privateKey) {
    const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const signed = `${part({ alg: 'RS256' })}.${part({ iss: app.key, sub: username, aud: audience, exp: day.getTime() / 1000 + 3600 })}`;
    return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
}

test('JWT bearer logs a pre-authorised user in, and nobody else', async (t) => {
    const app = jwtApp();
    const { org, oauth2 } = await orgWithApp(t, app, { redirectUri: undefined });
    const ask = (username, audience, key) => oauth2.requestToken({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(app, username, audience, key) });
    const token = await ask(org.username, 'https://login.salesforce.com');
    assert.equal((await connect(org, { accessToken: token.access_token }).identity()).username, org.username);

    await assert.rejects(ask('farid.haddad@harbourline.example.com', org.url), named('invalid_app_access', /user is not admin approved to access this app/));
    await assert.rejects(ask(org.username, 'https://elsewhere.example.com'), named('invalid_grant', /audience is invalid/));
    await assert.rejects(ask(org.username, org.url, jwtApp().privateKey), named('invalid_client', /invalid client credentials/));
});

test('the username-password flow is refused to an External Client App, and so is SOAP login', async (t) => {
    const app = clientApp();
    const { org, connection } = await orgWithApp(t, app);
    const mine = new Connection({ version: '66.0', oauth2: { loginUrl: org.url, clientId: app.key, clientSecret: await secretOf(connection, app) } });
    await assert.rejects(mine.loginByOAuth2(org.username, org.password), (error) => /unsupported_grant_type|invalid_grant/.test(error.name));
    await assert.rejects(connect(org).loginBySoap(org.username, org.password), (error) => /INVALID_LOGIN|LOGIN/.test(`${error.errorCode} ${error.message}`));
});
