using System.Globalization;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>Rows of API calls that came over the wire, and what they share with those that are made up.</summary>
internal static class ApiCallRows
{
    /// <summary>An event's identifier, in the form of a GUID.</summary>
    public static string Identifier(long number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(uint)number:x8}-{(ushort)(number >> 32):x4}-4000-8000-{SeededRandom.Throw((ulong)number) & 0xFFFFFFFFFFFF:x12}"
        );

    public static string RequestId(long number) => string.Create(CultureInfo.InvariantCulture, $"TID:{number:x16}");

    public static Row Create(
        long number,
        DateTimeOffset time,
        Row user,
        string? application,
        string? connectedAppId,
        string sourceIp,
        string userAgent,
        string family,
        string version,
        string method,
        string resource,
        int status
    ) =>
        new(
            ("EventDate", time),
            ("EventIdentifier", Identifier(number)),
            ("UserId", user.Text("Id")),
            ("Username", user.Text("Username")),
            ("SourceIp", sourceIp),
            ("Application", application),
            ("ConnectedAppId", connectedAppId),
            ("Client", userAgent),
            ("UserAgent", userAgent),
            ("ApiType", family),
            ("ApiVersion", version),
            ("Operation", method == "GET" ? "Query" : "Update"),
            ("HttpMethod", method),
            ("ApiResource", resource),
            ("StatusCode", (decimal)status),
            ("RequestId", RequestId(number)),
            ("ElapsedTime", 1m)
        );
}
