using System.Text.Json.Nodes;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>What became of one component.</summary>
internal sealed record DeployMessage(string FullName, string ComponentType, string FileName, DateTimeOffset CreatedDate)
{
    public string? Id { get; init; }

    public bool Created { get; init; }

    public bool Changed { get; init; }

    public bool Deleted { get; init; }

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Problem { get; init; }

    public bool IsWarning { get; init; }

    public int Line { get; init; }

    public int Column { get; init; }

    public bool Success { get; init; } = true;

    public JsonObject ToJson()
    {
        JsonObject json = new()
        {
            ["changed"] = Changed,
            ["componentType"] = ComponentType,
            ["created"] = Created,
            ["createdDate"] = CreatedDate.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["deleted"] = Deleted,
            ["fileName"] = FileName,
            ["fullName"] = FullName,
            ["id"] = Id,
            ["success"] = Success,
        };
        if (Problem is not null)
        {
            json["problem"] = Problem;
            json["problemType"] = IsWarning ? "Warning" : "Error";
            if (Line > 0)
            {
                json["lineNumber"] = Line;
                json["columnNumber"] = Column;
            }
        }

        return json;
    }
}
