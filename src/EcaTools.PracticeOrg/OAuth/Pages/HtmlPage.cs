using System.Xml;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.OAuth.Pages;

/// <summary>
/// The pages that a user sees in a browser. They need no script, send nothing elsewhere and can't be framed. They are
/// built as elements, so that whatever a stranger put into a label or a hint is text and stays text.
/// </summary>
internal static class HtmlPage
{
    private const string Style = """
        body { font-family: system-ui, sans-serif; background: #f3f5f8; color: #16325c; display: grid; place-items: center; min-height: 100vh; margin: 0 }
        main { background: #fff; border: 1px solid #d8dde6; border-radius: 4px; padding: 24px 32px; width: 340px; overflow-wrap: anywhere }
        label { display: block; margin-top: 12px; font-size: 14px }
        input { box-sizing: border-box; width: 100%; padding: 8px; font-size: 15px }
        button { margin: 16px 8px 0 0; padding: 8px 20px; font-size: 15px }
        .problem { color: #b00020 }
        """;

    public static Answer Login(string handle, string? username, string? problem) =>
        Page(
            "Login",
            200,
            Problem(problem),
            Form(
                "/services/oauth2/authorize",
                Hidden("request", handle),
                Field("username", "Username", "text", username, "username"),
                Field("password", "Password", "password", null, "current-password"),
                Button("login", "Log In")
            )
        );

    public static Answer Approval(string handle, string app, string username, string scope) =>
        Page(
            "Allow Access?",
            200,
            new XElement("p", Text(app), " is asking to:"),
            new XElement(
                "ul",
                new XAttribute("id", "scopes"),
                scope.Split(' ').Select(s => new XElement("li", Text(s)))
            ),
            new XElement(
                "p",
                "Do you want to allow access for ",
                new XElement("strong", new XAttribute("id", "user"), Text(username)),
                "?"
            ),
            Form(
                "/services/oauth2/authorize",
                Hidden("request", handle),
                Button("approve", "Allow"),
                Button("deny", "Deny")
            )
        );

    public static Answer Device(string? userCode, string? problem) =>
        Page(
            "Connect Your Device",
            200,
            new XElement("p", "Type the code that your device shows."),
            Problem(problem),
            Form("/setup/connect", Field("user_code", "Code", "text", userCode, "off"), Button("connect", "Connect"))
        );

    public static Answer Done(string title, string text) => Page(title, 200, new XElement("p", text));

    /// <summary>What the browser shows where the error can't be sent to the app.</summary>
    public static Answer Error(string error, string description) =>
        Page(
            "OAuth Error",
            400,
            new XElement(
                "p",
                new XAttribute("class", "problem"),
                new XAttribute("id", "error"),
                $"error={Text(error)}&error_description={Text(description)}"
            )
        );

    private static Answer Page(string title, int status, params object?[] content)
    {
        XElement html = new(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement(
                    "meta",
                    new XAttribute("name", "viewport"),
                    new XAttribute("content", "width=device-width")
                ),
                new XElement("title", title + " | Practice Org"),
                new XElement("style", Style)
            ),
            new XElement("body", new XElement("main", new XElement("h1", title), content))
        );
        return Answer
            .Text("<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting), "text/html", status)
            .WithHeader("Cache-Control", "no-cache, no-store")
            .WithHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
            )
            .WithHeader("Referrer-Policy", "same-origin")
            .WithHeader("X-Content-Type-Options", "nosniff")
            .WithHeader("X-Frame-Options", "DENY");
    }

    private static XElement? Problem(string? text) =>
        text is null
            ? null
            : new XElement(
                "p",
                new XAttribute("class", "problem"),
                new XAttribute("id", "error"),
                new XAttribute("role", "alert"),
                text
            );

    private static XElement Form(string action, params object[] content) =>
        new("form", new XAttribute("method", "post"), new XAttribute("action", action), content);

    private static XElement Hidden(string name, string value) =>
        new("input", new XAttribute("type", "hidden"), new XAttribute("name", name), new XAttribute("value", value));

    private static XElement Field(string name, string label, string type, string? value, string autocomplete) =>
        new(
            "label",
            new XAttribute("for", name),
            label,
            new XElement(
                "input",
                new XAttribute("id", name),
                new XAttribute("name", name),
                new XAttribute("type", type),
                new XAttribute("autocomplete", autocomplete),
                new XAttribute("value", Text(value ?? ""))
            )
        );

    private static XElement Button(string step, string text) =>
        new(
            "button",
            new XAttribute("type", "submit"),
            new XAttribute("id", step),
            new XAttribute("name", "step"),
            new XAttribute("value", step),
            text
        );

    /// <summary>A stranger's text, without the characters that no document can hold.</summary>
    private static string Text(string text) =>
        string.Concat(text.EnumerateRunes().Where(r => !r.IsBmp || XmlConvert.IsXmlChar((char)r.Value)));
}
