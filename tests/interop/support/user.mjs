/** A user with a browser that knows no scripts: pages, forms, cookies and redirects, as far as the org's own pages need them. */
export class User {
    #cookies = new Map();

    constructor(username, password) {
        this.username = username;
        this.password = password;
    }

    /**
     * Opens an authorize URL, logs in and answers the approval page.
     * @returns the URL that the org sends the browser to: the app's callback
     */
    async authorize(url, answer = 'Allow') {
        let page = await this.#open(url);
        for (let forms = 0; page.html !== undefined && forms < 3; forms++) {
            page = await this.#submit(page, answer);
        }

        if (page.location === undefined) {
            throw new Error(`The pages led nowhere: ${page.html}`);
        }

        return new URL(page.location);
    }

    async #submit({ url, html }, answer) {
        const [, action] = /<form[^>]*\saction="([^"]*)"/.exec(html) ?? [];
        if (action === undefined) {
            throw new Error(`The page has no form: ${html}`);
        }

        const attribute = (tag, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
        const fields = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')]);
        const form = new URLSearchParams(fields);
        if (form.has('password')) {
            form.set('username', this.username);
            form.set('password', this.password);
        }

        const buttons = [...html.matchAll(/(<button\b[^>]*>)([^<]*)<\/button>/g)];
        const [, button] = buttons.length === 1 ? buttons[0] : buttons.find(([, , label]) => label === answer);
        form.set(attribute(button, 'name'), attribute(button, 'value'));
        return this.#open(new URL(action, url), { method: 'POST', body: form });
    }

    async #open(url, request = {}) {
        const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(url, { ...request, headers: cookie ? { cookie } : {}, redirect: 'manual' });
        for (const line of response.headers.getSetCookie()) {
            const [name, value] = line.split(';')[0].split('=');
            this.#cookies.set(name, value);
        }

        const location = response.headers.get('location') ?? undefined;
        return { url, location, html: location === undefined ? await response.text() : undefined };
    }
}
