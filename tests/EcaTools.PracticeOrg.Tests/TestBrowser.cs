using System.Net;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>A browser as far as these pages need one: it keeps cookies, fills in forms, and shows where it is sent
/// instead of going there.</summary>
public sealed class TestBrowser : IDisposable
{
    private readonly HttpClientHandler _handler = new()
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
    };
    private readonly HttpClient _http;
    private readonly PracticeOrgServer _org;

    public TestBrowser(PracticeOrgServer org, string? address = null)
    {
        _org = org;
        _http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = org.Url };
        if (address is not null)
        {
            _http.DefaultRequestHeaders.Add("X-Practice-Client-Ip", address);
        }
    }

    public string? Cookie => _handler.CookieContainer.GetCookies(_org.Url)["practice_sid"]?.Value;

    public async Task<BrowserPage> GetAsync(string url)
    {
        using HttpResponseMessage response = await _http.GetAsync(url);
        return await BrowserPage.ReadAsync(response);
    }

    /// <summary>Sends the page's form with a button, and with what was typed in.</summary>
    public async Task<BrowserPage> SubmitAsync(
        BrowserPage page,
        string step,
        params (string Name, string Value)[] typed
    )
    {
        Dictionary<string, string> fields = page.Fields();
        foreach ((string name, string value) in typed)
        {
            fields[name] = value;
        }

        fields["step"] = step;
        using FormUrlEncodedContent content = new(fields);
        using HttpResponseMessage response = await _http.PostAsync(page.Action, content);
        return await BrowserPage.ReadAsync(response);
    }

    public Task<BrowserPage> LogInAsync(BrowserPage page, string username, string? password = null) =>
        SubmitAsync(page, "login", ("username", username), ("password", password ?? _org.PasswordOf(username)));

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }
}
