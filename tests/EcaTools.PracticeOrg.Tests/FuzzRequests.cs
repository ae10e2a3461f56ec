using System.Globalization;
using System.Text;

namespace EcaTools.PracticeOrg.Tests;

/// <summary>Makes random and mutated requests as bytes, the same ones for the same seed.</summary>
internal sealed class FuzzRequests(int seed, string token, (string Key, string Secret) pair)
{
    /// <summary>What a file that escaped from a zip would be called.</summary>
    public const string Marker = "practice-org-fuzz-escaped";

    private static readonly string[] s_methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "get"];

    private static readonly string[] s_paths =
    [
        "/services/oauth2/token",
        "/services/oauth2/authorize",
        "/services/oauth2/introspect",
        "/services/oauth2/userinfo",
        "/id/a/b",
        "/id/keys",
        "/services/data",
        "/services/data/v66.0",
        "/services/data/v66.0/limits",
        "/services/data/v66.0/query/x-1",
        "/services/data/v66.0/sobjects",
        "/services/data/v66.0/sobjects/User/005Pr0000000001IAA",
        "/services/data/v66.0/sobjects/PermissionSet",
        "/services/data/v66.0/sobjects/ConnectedApplication/describe",
        "/services/data/v66.0/tooling/sobjects",
        "/services/data/v66.0/apps/oauth/usage?page=0&pageSize=3",
        "/services/data/v66.0/apps/oauth/credentials/0xIPr00000000001",
        "/services/data/v66.0/apps/oauth/credentials/0xIPr00000000001/888Pr00000000001?part=keyandsecret",
        "/services/data/v66.0/apps/oauth/credentials/0xIPr00000000001/888Pr00000000001/staged",
        "/services/data/v66.0/apps/oauth/credentials/0xIPr00000000001/888Pr00000000001/staged/0xYPr00000000001",
        "/services/data/v66.0/metadata/deployRequest",
        "/services/data/v66.0/metadata/deployRequest/0AfPr00000000001?includeDetails=true",
        "/services/data/v66.0/metadata/deployRequest/validatedDeployRequestId",
        "/services/Soap/m/66.0",
        "/services/Soap/u/66.0",
        "/services/Soap/m/59.0/00D",
        "/practice/requests",
        "/practice/block",
        "/practice/native-migration",
        "/x",
        "/",
        "*",
        "//",
        "/%00",
        "/%ff%fe",
    ];

    private static readonly string[] s_queries =
    [
        "SELECT Id, Name FROM User WHERE IsActive = true ORDER BY Name LIMIT 3",
        "SELECT COUNT() FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:3",
        "SELECT Id FROM PermissionSet WHERE Name LIKE 'F%' AND (Label != null OR NOT Id = '')",
        "SELECT Profile.Name FROM User WHERE Id IN ('a', 'b') OFFSET 1",
        "SELECT Id FROM ConnectedApplication WHERE CreatedDate > 2020-01-01T00:00:00Z",
        "SELECT FIELDS(ALL) FROM User LIMIT 1",
    ];

    private static readonly string[] s_bodies =
    [
        "{\"deployResult\":{\"status\":\"Canceling\"}}",
        "{\"validatedDeployRequestId\":\"0AfPr00000000001\"}",
        "{\"command\":\"rotate\"}",
        "{\"app\":\"Finance_Reports\"}",
        "{\"app\":\"Billing_ECA\",\"blocked\":false}",
        "{\"Name\":\"Fuzz\",\"Label\":\"Fuzz\"}",
        "[1,2,{\"a\":[[[[]]]]}]",
        "{}",
        "",
    ];

    private static readonly string[] s_types =
    [
        "text/xml",
        "application/json",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=a",
        "multipart/form-data",
        "x",
        "application/x-www-form-urlencoded",
        "",
    ];

    private static readonly string[] s_operations =
    [
        "describeMetadata",
        "listMetadata",
        "readMetadata",
        "createMetadata",
        "updateMetadata",
        "upsertMetadata",
        "deleteMetadata",
        "deploy",
        "deployRecentValidation",
        "checkDeployStatus",
        "cancelDeploy",
        "retrieve",
        "checkRetrieveStatus",
        "getUserInfo",
        "login",
        "nonsense",
    ];

    private static readonly string[] s_pieces =
    [
        "<type>ConnectedApp</type>",
        "<type>PermissionSet</type>",
        "<fullNames>Customer_Portal</fullNames>",
        "<fullNames>Fuzz</fullNames>",
        "<queries><type>Settings</type></queries>",
        "<queries/>",
        "<metadata xsi:type=\"ExternalClientApplication\"><fullName>Fuzz</fullName><label>Fuzz</label></metadata>",
        "<metadata "
            + "xsi:type=\"ExtlClntAppOauthSettings\"><fullName>Fuzz_oauth</fullName><externalClientApplication>Fuzz</externalClientApplication></metadata>",
        "<metadata "
            + "xsi:type=\"PermissionSet\"><fullName>Fuzz</fullName><label>Fuzz</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions></metadata>",
        "<metadata "
            + "xsi:type=\"ExtlClntAppGlobalOauthSettings\"><fullName>Fuzz_g</fullName><certificate>MIIB</certificate><externalClientApplication>Fuzz</externalClientApplication></metadata>",
        "<metadata xsi:type=\"met:ExtlClntAppPushSettings\"/>",
        "<metadata/>",
        "<ZipFile>UEsDBA==</ZipFile>",
        "<ZipFile>%</ZipFile>",
        "<DeployOptions><checkOnly>maybe</checkOnly></DeployOptions>",
        "<asyncProcessId>0AfPr00000000001</asyncProcessId>",
        "<validationId>0AfPr00000000001</validationId>",
        "<retrieveRequest/>",
        "<retrieveRequest><unpackaged><types><members>*</members><name>ConnectedApp</name></types><version>66.0</version></unpackaged></retrieveRequest>",
        "<String>0AfPr00000000001</String>",
        "&#x9;",
        "<a><b/></a>",
        "<![CDATA[x]]>",
        "<?pi x?>",
        "<!-- x -->",
    ];

    private static readonly string[] s_garbage =
    [
        "<",
        ">",
        "&",
        "'",
        "\"",
        "%",
        "\0",
        "é",
        "../",
        "\\",
        "{",
        "(",
        "\uD800",
        "9999999999999",
        "-1",
        "true",
        "\r\n",
        "\u2028",
        "‮",
        "%s%n",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    private static readonly byte[][] s_packages =
    [
        PracticeClient.Package(
            PracticeClient.AppFile("Fuzz"),
            PracticeClient.SettingsFile("Fuzz"),
            PracticeClient.GlobalFile("Fuzz")
        ),
        PracticeClient.Package(
            PracticeClient.AppFile("Fuzz"),
            ($"../../{Marker}.eca", "x"),
            ("package.xml", PracticeClient.Manifest(66, ("ExternalClientApplication", "*")))
        ),
        PracticeClient.Package(
            PracticeClient.AppFile("Fuzz"),
            ($"/tmp/{Marker}", "x"),
            ($"externalClientApps/..\\..\\{Marker}.eca", "x"),
            ("package.xml", PracticeClient.Manifest(66, ("ExternalClientApplication", "*")))
        ),
        PracticeClient.Package(
            ("package.xml", PracticeClient.Manifest(66)),
            ("destructiveChanges.xml", PracticeClient.Manifest(66, ("ExternalClientApplication", "Fuzz")))
        ),
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next request. One that is not framed as HTTP wants is sent on a connection of its own.</summary>
    public (byte[] Bytes, bool IsFramed) Next() =>
        _random.Next(20) switch
        {
            < 5 => (Rest(), true),
            < 8 => (Query(), true),
            < 11 => (OAuth(), true),
            < 15 => (Soap(Pick(s_operations), Arguments()), true),
            < 16 => (
                Soap(
                    "deploy",
                    $"<ZipFile>{Convert.ToBase64String(Mutate(Pick(s_packages)))}"
                        + $"</ZipFile><DeployOptions><rollbackOnError>{Coin()}</rollbackOnError><checkOnly>{Coin()}"
                        + $"</checkOnly></DeployOptions>"
                ),
                true
            ),
            < 17 => (Multipart(), true),
            < 19 => (Json(), true),
            _ => (Broken(), false),
        };

    private byte[] Rest()
    {
        string path = Pick(s_paths);
        return Http(
            Pick(s_methods),
            _random.Next(3) == 0 ? Escape(Mutate(path)) : path,
            Pick(s_types),
            _random.Next(2) == 0 ? "" : Mutate(Pick(s_bodies))
        );
    }

    private byte[] Query() =>
        Http(
            "GET",
            $"/services/data/v{Version()}.0/{(_random.Next(2) == 0 ? "tooling/" : "")}query?q={Uri.EscapeDataString((_random.Next(2) == 0 ? Pick(s_queries) : Mutate(Pick(s_queries))).Replace("\uD800", "", StringComparison.Ordinal))}",
            "",
            ""
        );

    private byte[] OAuth()
    {
        string form =
            $"grant_type={Pick(["client_credentials", "refresh_token", "authorization_code", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer", "password", "device", "x"])}"
            + $"&client_id={pair.Key}&client_secret={pair.Secret}"
            + $"&code=x&redirect_uri=https://a&refresh_token=x&assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA&username=a&password=b&subject_token=x";
        return Http(
            "POST",
            Pick([
                "/services/oauth2/token",
                "/services/oauth2/introspect",
                "/services/oauth2/authorize",
                "/services/oauth2/singleaccess",
            ]),
            "application/x-www-form-urlencoded",
            _random.Next(2) == 0 ? form : Mutate(form)
        );
    }

    private byte[] Json() =>
        Http(
            Pick(["POST", "PATCH", "DELETE", "PUT"]),
            Pick(s_paths),
            "application/json",
            _random.Next(3) == 0 ? Pick(s_bodies) : Mutate(Pick(s_bodies))
        );

    private string Arguments()
    {
        string arguments = string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Pick(s_pieces)));
        return _random.Next(3) == 0 ? Mutate(arguments) : arguments;
    }

    private byte[] Soap(string operation, string arguments)
    {
        string envelope =
            $"""<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://soap.sforce.com/2006/04/metadata"><soapenv:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></soapenv:Header><soapenv:Body><{operation}>{arguments}</{operation}></soapenv:Body></soapenv:Envelope>""";
        return Http(
            "POST",
            string.Create(CultureInfo.InvariantCulture, $"/services/Soap/{Pick(["m", "u"])}/{Version()}.0"),
            "text/xml",
            _random.Next(10) == 0 ? Mutate(envelope) : envelope
        );
    }

    private byte[] Multipart()
    {
        byte[] zip = Mutate(Pick(s_packages));
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(
                $"--a\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: "
                    + $"application/json\r\n\r\n{(_random.Next(3) == 0 ? Mutate("{\"deployOptions\":{\"checkOnly\":true}}") : "{\"deployOptions\":{\"checkOnly\":true,\"rollbackOnError\":true}}")}"
                    + $"\r\n--a\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../{Marker}"
                    + $".zip\"\r\nContent-Type: application/zip\r\n\r\n"
            ),
            .. zip,
            .. "\r\n--a--\r\n"u8,
        ];
        return Http(
            "POST",
            "/services/data/v66.0/metadata/deployRequest",
            "multipart/form-data; boundary=a",
            _random.Next(4) == 0 ? Mutate(body) : body
        );
    }

    /// <summary>A request whose head or framing is broken.</summary>
    private byte[] Broken()
    {
        byte[] whole = _random.Next(2) == 0 ? Rest() : Soap(Pick(s_operations), Arguments());
        switch (_random.Next(6))
        {
            case 0:
                byte[] noise = new byte[_random.Next(1, 300)];
                _random.NextBytes(noise);
                return noise;
            case 1:
                return Encoding.ASCII.GetBytes(
                    $"POST /services/data HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                        + $"chunked\r\n\r\n{Pick(["5\r\nhello\r\n0\r\n\r\n", "ffffffffffffffff\r\nx", "-1\r\n", "5\r\nhel", "0\r\nTrailer: x\r\n\r\n", "5;x=y\r\nhelloX\r\n"])}"
                );
            case 2:
                return Encoding.ASCII.GetBytes(
                    $"POST / HTTP/1.1\r\nContent-Length: "
                        + $"{Pick(["-1", "99999999999999999999", "5, 5", "x", "1000000000", "5\r\nContent-Length: 6"])}"
                        + $"\r\n\r\nhello"
                );
            case 3:
                return Encoding.ASCII.GetBytes(
                    $"GET {new string('a', _random.Next(1, 100_000))} HTTP/1.1\r\n{string.Concat(Enumerable.Repeat("A: b\r\n", _random.Next(200)))}"
                        + $"\r\n"
                );
            case 4:
                return whole[.._random.Next(whole.Length)];
            default:
                return Mutate(whole);
        }
    }

    private byte[] Http(string method, string path, string contentType, string body) =>
        Http(method, path, contentType, Encoding.UTF8.GetBytes(body));

    private byte[] Http(string method, string path, string contentType, byte[] body)
    {
        string authorization = _random.Next(12) switch
        {
            0 => "Bearer",
            1 => "Basic x",
            2 => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{pair.Key}:{pair.Secret}")),
            3 => "OAuth y",
            _ => "Bearer " + token,
        };
        StringBuilder head = new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}"
                    + $"\r\nContent-Length: {body.Length}\r\n"
            )
        );
        if (contentType.Length > 0)
        {
            head.Append("Content-Type: ").Append(contentType).Append("\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private static string Escape(string path) =>
        string.Concat(path.Select(c => c is > ' ' and < '\u007f' ? c.ToString() : Uri.HexEscape((char)(c & 0xff))));

    private int Version() => _random.Next(4) == 0 ? _random.Next(30, 70) : _random.Next(59, 69);

    private string Coin() => _random.Next(2) == 0 ? "true" : "false";

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private string Mutate(string text)
    {
        StringBuilder result = new(text);
        for (int i = _random.Next(4); i >= 0; i--)
        {
            int at = _random.Next(result.Length + 1);
            switch (_random.Next(4))
            {
                case 0:
                    result.Insert(at, Pick(s_garbage));
                    break;
                case 1 when result.Length > 0:
                    result.Remove(Math.Min(at, result.Length - 1), 1);
                    break;
                case 2 when result.Length > 0:
                    result[Math.Min(at, result.Length - 1)] = (char)_random.Next(1, 256);
                    break;
                default:
                    result.Insert(at, text);
                    break;
            }
        }

        return result.ToString();
    }

    private byte[] Mutate(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        for (int i = _random.Next(6); i > 0; i--)
        {
            copy[_random.Next(copy.Length)] = (byte)_random.Next(256);
        }

        return _random.Next(4) == 0 ? copy[.._random.Next(copy.Length)] : copy;
    }
}
