public enum Broker {}
