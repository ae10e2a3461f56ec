using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>An org of its own for one test, and a plain HTTP client that shares no code with the server.</summary>
public sealed class PracticeClient : IAsyncDisposable
{
    public static readonly XNamespace Ns = "http://soap.sforce.com/2006/04/metadata";

    private static readonly XNamespace s_envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    public PracticeClient(string seed = "demo", Func<PracticeOrgOptions, PracticeOrgOptions>? configure = null)
    {
        PracticeOrgOptions options = new() { Seed = seed };
        Org = PracticeOrgServer.Start(TestDay.On(configure is null ? options : configure(options)));
        Http = new HttpClient { BaseAddress = Org.Url };
        Token = Org.AccessToken;
    }

    public PracticeOrgServer Org { get; }

    public HttpClient Http { get; }

    public string Token { get; set; }

    public int Version { get; set; } = 66;

    /// <summary>A package with these files; package.xml is made of them unless it is among them.</summary>
    public static byte[] Package(params (string Path, string Content)[] files)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string path, string content) in files)
            {
                using StreamWriter writer = new(archive.CreateEntry(path).Open());
                writer.Write(content);
            }

            if (!files.Any(f => f.Path.EndsWith("package.xml", StringComparison.Ordinal)))
            {
                IEnumerable<string> types = files
                    .Where(f => f.Path.Contains('/', StringComparison.Ordinal))
                    .Select(f => XElement.Parse(f.Content).Name.LocalName)
                    .Distinct(StringComparer.Ordinal);
                using StreamWriter writer = new(archive.CreateEntry("package.xml").Open());
                writer.Write(Manifest(66, [.. types.Select(t => (t, "*"))]));
            }
        }

        return stream.ToArray();
    }

    public static string Manifest(int version, params (string Type, string Member)[] members) =>
        new XElement(
            Ns + "Package",
            members.Select(m => new XElement(
                Ns + "types",
                new XElement(Ns + "members", m.Member),
                new XElement(Ns + "name", m.Type)
            )),
            new XElement(Ns + "version", string.Create(CultureInfo.InvariantCulture, $"{version}.0"))
        ).ToString();

    public static (string Path, string Content) AppFile(string name, string elements = "<label>App</label>") =>
        (
            $"externalClientApps/{name}.eca",
            $"<ExternalClientApplication xmlns=\"{Ns}\">{elements}</ExternalClientApplication>"
        );

    public static (string Path, string Content) SettingsFile(string name) =>
        (
            $"extlClntAppOauthSettings/{name}_oauth.ecaOauth",
            $"<ExtlClntAppOauthSettings xmlns=\"{Ns}\"><commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><externalClientApplication>{name}</externalClientApplication></ExtlClntAppOauthSettings>"
        );

    public static (string Path, string Content) GlobalFile(string name) =>
        (
            $"extlClntAppGlobalOauthSets/{name}_glbloauth.ecaGlblOauth",
            $"<ExtlClntAppGlobalOauthSettings xmlns=\"{Ns}\"><callbackUrl>https://a.example.com</callbackUrl><externalClientApplication>{name}</externalClientApplication></ExtlClntAppGlobalOauthSettings>"
        );

    public static string Status(XElement job) => job.Element(Ns + "status")!.Value;

    public static string Problems(XElement deploy) =>
        string.Join('\n', deploy.Descendants(Ns + "problem").Select(p => p.Value));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Org.DisposeAsync();
    }

    public string Data(string path) =>
        string.Create(CultureInfo.InvariantCulture, $"/services/data/v{Version}.0{path}");

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null,
        string? token = null
    )
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        return await Http.SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, string? token = null)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, token: token);
        return (response.StatusCode, Parse(await response.Content.ReadAsStringAsync()));
    }

    public async Task<JsonElement> QueryAsync(string soql, bool tooling = false)
    {
        (HttpStatusCode status, JsonElement body) = await GetAsync(
            Data((tooling ? "/tooling" : "") + "/query?q=" + Uri.EscapeDataString(soql))
        );
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    public async Task<string> QueryErrorAsync(string soql)
    {
        (HttpStatusCode status, JsonElement body) = await GetAsync(Data("/query?q=" + Uri.EscapeDataString(soql)));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        return body[0].GetProperty("errorCode").GetString()!;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(params (string Name, string Value)[] form)
    {
        using FormUrlEncodedContent content = new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using HttpResponseMessage response = await Http.PostAsync("/services/oauth2/token", content);
        return (response.StatusCode, Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The key and secret of an ECA, read as an administrator would.</summary>
    public async Task<(string Key, string Secret)> CredentialsAsync(string externalClientApp)
    {
        JsonElement app = (
            await QueryAsync($"SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '{externalClientApp}'")
        ).GetProperty("records")[0];
        (_, JsonElement consumers) = await GetAsync(
            Data($"/apps/oauth/credentials/{app.GetProperty("Id").GetString()}")
        );
        string url = consumers.GetProperty("consumers")[0].GetProperty("url").GetString()!;
        (_, JsonElement pair) = await GetAsync(url + "?part=keyandsecret");
        return (pair.GetProperty("key").GetString()!, pair.GetProperty("secret").GetString()!);
    }

    /// <summary>The response's first element below the body: a response or a fault.</summary>
    public async Task<XElement> SoapAsync(
        string operation,
        string arguments = "",
        string? token = null,
        int? version = null,
        string api = "m"
    )
    {
        using HttpResponseMessage response = await SoapRawAsync(operation, arguments, token, version, api);
        XElement envelope = XElement.Parse(await response.Content.ReadAsStringAsync());
        return envelope.Element(s_envelope + "Body")!.Elements().Single();
    }

    public async Task<HttpResponseMessage> SoapRawAsync(
        string operation,
        string arguments = "",
        string? token = null,
        int? version = null,
        string api = "m"
    )
    {
        string ns = api == "m" ? Ns.NamespaceName : "urn:partner.soap.sforce.com";
        string body = $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenv="{s_envelope}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="{ns}">
            <soapenv:Header><SessionHeader><sessionId>{SecurityElement.Escape(
                token ?? Token
            )}</sessionId></SessionHeader></soapenv:Header>
            <soapenv:Body><{operation}>{arguments}</{operation}></soapenv:Body></soapenv:Envelope>
            """;
        using StringContent content = new(body, Encoding.UTF8, "text/xml");
        return await Http.PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"/services/Soap/{api}/{version ?? Version}.0"),
            content
        );
    }

    public async Task<string> FaultAsync(
        string operation,
        string arguments = "",
        string? token = null,
        int? version = null,
        string api = "m"
    )
    {
        XElement fault = await SoapAsync(operation, arguments, token, version, api);
        Assert.Equal("Fault", fault.Name.LocalName);
        return fault.Element("faultstring")!.Value;
    }

    /// <summary>The names of a type's records.</summary>
    public async Task<List<string>> ListAsync(string type) =>
        [
            .. (await SoapAsync("listMetadata", $"<queries><type>{type}</type></queries>"))
                .Elements(Ns + "result")
                .Select(r => r.Element(Ns + "fullName")!.Value),
        ];

    /// <summary>A record, or null if it is not there.</summary>
    public async Task<XElement?> ReadAsync(string type, string name, int? version = null)
    {
        XElement response = await SoapAsync(
            "readMetadata",
            $"<type>{type}</type><fullNames>{name}</fullNames>",
            version: version
        );
        XElement record = response.Element(Ns + "result")!.Element(Ns + "records")!;
        return record.HasElements ? record : null;
    }

    public async Task<string?> ReadAsync(string type, string name, string element, int? version = null) =>
        (await ReadAsync(type, name, version))?.Element(Ns + element)?.Value;

    /// <summary>The problem of one createMetadata, updateMetadata or upsertMetadata; null if it worked.</summary>
    public async Task<string?> SaveAsync(
        string operation,
        string type,
        string name,
        string elements,
        int? version = null
    )
    {
        XElement response = await SoapAsync(
            operation,
            $"<metadata xsi:type=\"{type}\"><fullName>{name}</fullName>{elements}</metadata>",
            version: version
        );
        XElement result = response.Element(Ns + "result")!;
        return result.Element(Ns + "errors") is { } error
            ? error.Element(Ns + "statusCode")!.Value + ": " + error.Element(Ns + "message")!.Value
            : null;
    }

    /// <summary>Makes an ECA with OAuth settings, global settings and the policies that the org adds.</summary>
    public async Task MakeAppAsync(string name, string global = "")
    {
        Assert.Null(await SaveAsync("createMetadata", "ExternalClientApplication", name, $"<label>{name}</label>"));
        Assert.Null(
            await SaveAsync(
                "createMetadata",
                "ExtlClntAppOauthSettings",
                name + "_oauth",
                $"<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><externalClientApplication>{name}</externalClientApplication>"
            )
        );
        Assert.Null(
            await SaveAsync(
                "createMetadata",
                "ExtlClntAppGlobalOauthSettings",
                name + "_glbloauth",
                $"<callbackUrl>https://a.example.com</callbackUrl>{global}<externalClientApplication>{name}</externalClientApplication>"
            )
        );
    }

    public async Task<string> StartDeployAsync(byte[] zip, string options = "<rollbackOnError>true</rollbackOnError>")
    {
        XElement response = await SoapAsync(
            "deploy",
            $"<ZipFile>{Convert.ToBase64String(zip)}</ZipFile><DeployOptions>{options}<singlePackage>true</singlePackage></DeployOptions>"
        );
        return response.Element(Ns + "result")!.Element(Ns + "id")!.Value;
    }

    public async Task<XElement> CheckDeployAsync(string id) =>
        (
            await SoapAsync(
                "checkDeployStatus",
                $"<asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails>"
            )
        ).Element(Ns + "result")!;

    public async Task<XElement> DeployAsync(byte[] zip, string options = "<rollbackOnError>true</rollbackOnError>") =>
        await CheckDeployAsync(await StartDeployAsync(zip, options));

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return document.RootElement.Clone();
    }
}
