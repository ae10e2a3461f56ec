using System.Text;
using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.Http;

/// <summary>What goes back over the wire.</summary>
internal sealed record Answer(int Status, string ContentType, byte[] Body)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A body that is made piece by piece while it is sent, where <see cref="Body"/> is empty; null for any
    /// other answer.</summary>
    public IEnumerable<byte[]>? Pieces { get; init; }

    public static Answer Streamed(string contentType, IEnumerable<byte[]> pieces) =>
        new(200, contentType + ";charset=UTF-8", []) { Pieces = pieces };

    public static Answer Json(JsonNode body, int status = 200) =>
        new(status, "application/json;charset=UTF-8", Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static Answer Text(string body, string contentType, int status = 200) =>
        new(status, contentType + ";charset=UTF-8", Encoding.UTF8.GetBytes(body));

    public static Answer Empty(int status) => new(status, "", []);

    public Answer WithHeader(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };
}
