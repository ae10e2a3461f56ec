using System.Net;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>What a browser got: a page or a redirect.</summary>
public sealed class BrowserPage
{
    private readonly XElement? _html;

    private BrowserPage(HttpResponseMessage response, string text)
    {
        Status = response.StatusCode;
        Location = response.Headers.Location?.OriginalString;
        Text = text;
        Response = response;
        _html = text.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal)
            ? XElement.Parse(text["<!DOCTYPE html>".Length..])
            : null;
    }

    public HttpStatusCode Status { get; }

    public string? Location { get; }

    public string Text { get; }

    public HttpResponseMessage Response { get; }

    public string Title => _html?.Descendants("h1").Single().Value ?? "";

    public string Action => _html!.Descendants("form").Single().Attribute("action")!.Value;

    public string? Error => ById("error");

    public static async Task<BrowserPage> ReadAsync(HttpResponseMessage response) =>
        new(response, await response.Content.ReadAsStringAsync());

    public string? ById(string id) => _html?.Descendants().FirstOrDefault(e => e.Attribute("id")?.Value == id)?.Value;

    public Dictionary<string, string> Fields() =>
        _html!
            .Descendants("input")
            .ToDictionary(i => i.Attribute("name")!.Value, i => i.Attribute("value")?.Value ?? "");

    /// <summary>A parameter of the redirect, from its query or its fragment.</summary>
    public string? Parameter(string name)
    {
        Assert.True(Location is not null, Text);
        string parameters = Location[(Location.IndexOfAny(['?', '#']) + 1)..].Replace('#', '&');
        return parameters
            .Split('&')
            .Select(p => p.Split('='))
            .Where(p => p.Length == 2 && p[0] == name)
            .Select(p => Uri.UnescapeDataString(p[1]))
            .FirstOrDefault();
    }
}
